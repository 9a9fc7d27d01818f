import type { Db, SqlValue } from './db.js';

/** A transaction's Db. It can end the transaction together with its last statement. */
export interface TransactionDb extends Db {
  /**
   * Sends the statement and COMMIT in one go and gives the first row. For the one statement whose
   * locks all others wait for: they are then held for no round trip at all.
   */
  commitWith<R extends object>(sql: string, params: readonly SqlValue[]): Promise<R | undefined>;
}
