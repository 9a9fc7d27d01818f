import type { Actor, Db, SqlValue } from './db.js';

/**
 * A Db of single statements: each goes through `checkout`, which holds a session just for it.
 */
export function statementDb(
  actor: Actor,
  checkout: <T>(use: (db: Db) => Promise<T>) => Promise<T>,
): Db {
  return {
    actor,
    rows: <R extends object>(sql: string, params?: readonly SqlValue[]) =>
      checkout((db) => db.rows<R>(sql, params)),
    row: <R extends object>(sql: string, params?: readonly SqlValue[]) =>
      checkout((db) => db.row<R>(sql, params)),
    run: (sql, params) => checkout((db) => db.run(sql, params)),
  };
}
