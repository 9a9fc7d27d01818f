import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientBase } from 'pg';
import type { Actor, Db, SqlValue } from './db.js';
import type { TransactionOptions } from './database.js';
import type { TransactionDb } from './transaction-db.js';

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
  work: (db: TransactionDb) => Promise<T>,
  broken: () => void,
): Promise<T> {
  const scope: OpenTransaction = { active: true };
  // not awaited: BEGIN and the first statement of the work travel together
  const begun = client.query(beginStatement(options));
  begun.catch(() => undefined);
  let committed = false;
  const db: TransactionDb = {
    ...sessionDb(client, options.actor),
    async commitWith<R extends object>(sql: string, params: readonly SqlValue[]) {
      committed = true;
      const [last, commit] = await Promise.allSettled([
        client.query(sql, params as SqlValue[]),
        client.query('COMMIT'),
      ]);
      if (last.status === 'rejected') throw last.reason;
      if (commit.status === 'rejected') throw commit.reason;
      checkCommitted(commit.value.command);
      return last.value.rows[0] as R | undefined;
    },
  };
  try {
    const value = await openTransaction.run(scope, () => work(db));
    await begun;
    if (!committed) checkCommitted((await client.query('COMMIT')).command);
    return value;
  } catch (error) {
    await client.query('ROLLBACK').catch(broken);
    // when BEGIN itself failed, that is the cause of whatever failed after it
    await begun;
    throw error;
  } finally {
    scope.active = false;
  }
}

function checkCommitted(command: string): void {
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
