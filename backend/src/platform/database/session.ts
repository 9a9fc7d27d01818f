import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientBase } from 'pg';
import type { Actor, Db, SqlValue } from './db.js';
import type { TransactionOptions } from './database.js';

/** The role all work of the application runs under; migrations run as `muster_owner`. */
export const APP_ROLE = 'muster_app';

/** A Db over one session that the caller holds. */
export function sessionDb(client: ClientBase, actor: Actor): Db {
  const query = (sql: string, params?: readonly SqlValue[]) =>
    params && params.length > 0 ? client.query(sql, params as SqlValue[]) : client.query(sql);
  return {
    actor,
    async rows<R extends object>(sql: string, params?: readonly SqlValue[]) {
      return (await query(sql, params)).rows as R[];
    },
    async row<R extends object>(sql: string, params?: readonly SqlValue[]) {
      return (await query(sql, params)).rows[0] as R | undefined;
    },
    async run(sql, params) {
      return (await query(sql, params)).rowCount ?? 0;
    },
  };
}

interface OpenTransaction {
  active: boolean;
}

const openTransaction = new AsyncLocalStorage<OpenTransaction>();

/** Refuses a second checkout from inside a transaction: it could wait for the first for ever. */
export function refuseInsideTransaction(): void {
  if (openTransaction.getStore()?.active) {
    throw new Error('inside a transaction use its own Db: another checkout would wait for itself');
  }
}

/**
 * BEGIN … COMMIT around `work` on a held session; a throw rolls back and is passed on.
 * @param broken told when the session must not be given to anyone again
 */
export async function inTransaction<T>(
  client: ClientBase,
  options: TransactionOptions & { readonly actor: Actor },
  work: (db: Db) => Promise<T>,
  broken: () => void,
): Promise<T> {
  const scope: OpenTransaction = { active: true };
  try {
    await client.query(beginStatement(options));
    const value = await openTransaction.run(scope, () => work(sessionDb(client, options.actor)));
    await commit(client);
    return value;
  } catch (error) {
    await client.query('ROLLBACK').catch(broken);
    throw error;
  } finally {
    scope.active = false;
  }
}

async function commit(client: ClientBase): Promise<void> {
  const { command } = await client.query('COMMIT');
  // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error
  if (command !== 'COMMIT') {
    throw new Error('the transaction had failed: a statement error inside it was swallowed');
  }
}

function beginStatement(options: TransactionOptions): string {
  const isolation = (options.isolation ?? 'read committed').toUpperCase();
  const access = options.readOnly ? ' READ ONLY' : '';
  // one round trip: the role is set again so that no earlier RESET ROLE can leak into the work
  return `BEGIN ISOLATION LEVEL ${isolation}${access}; SET LOCAL ROLE ${APP_ROLE}`;
}
