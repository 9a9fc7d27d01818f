import type { Role } from '@muster/contracts';
import type { Db } from '../../platform/database/db.js';

export interface AccountRow {
  readonly id: string;
  readonly version: number;
  readonly username: string;
  readonly display_name: string;
  readonly roles: Role[];
  readonly password_hash: string | null;
  readonly locked: boolean;
  readonly training: boolean;
  readonly created_at: Date;
}

export interface NewAccount {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  /** Null: entered by one-time links only; training. */
  readonly passwordHash: string | null;
  readonly training: boolean;
}

const COLUMNS =
  'id, version, username, display_name, roles, password_hash, locked, training, created_at';

export function selectAccounts(db: Db): Promise<AccountRow[]> {
  return db.rows(`SELECT ${COLUMNS} FROM account ORDER BY username`);
}

export function selectAccount(db: Db, id: string): Promise<AccountRow | undefined> {
  return db.row(`SELECT ${COLUMNS} FROM account WHERE id = $1`, [id]);
}

export function selectAccountByName(db: Db, username: string): Promise<AccountRow | undefined> {
  return db.row(`SELECT ${COLUMNS} FROM account WHERE username = $1`, [username]);
}

/** The account, locked for the rest of the command. */
export function lockAccount(db: Db, id: string): Promise<AccountRow | undefined> {
  return db.row(`SELECT ${COLUMNS} FROM account WHERE id = $1 FOR UPDATE`, [id]);
}

/** False when the name is taken. */
export async function insertAccount(db: Db, account: NewAccount, at: Date): Promise<boolean> {
  const { id, username, displayName, roles, passwordHash, training } = account;
  const inserted = await db.run(
    `INSERT INTO account (id, version, username, display_name, roles, password_hash, locked,
                          training, created_at, password_set_at)
     VALUES ($1, 1, $2, $3, $4, $5, false, $6, $7, $8)
     ON CONFLICT (username) DO NOTHING`,
    [
      id,
      username,
      displayName,
      roles,
      passwordHash,
      training,
      at,
      passwordHash === null ? null : at,
    ],
  );
  return inserted === 1;
}

export function updateLocked(db: Db, id: string, locked: boolean): Promise<number> {
  return db.run('UPDATE account SET locked = $2, version = version + 1 WHERE id = $1', [
    id,
    locked,
  ]);
}

export function updatePassword(db: Db, id: string, hash: string, at: Date): Promise<number> {
  return db.run(
    `UPDATE account SET password_hash = $2, password_set_at = $3, version = version + 1
      WHERE id = $1`,
    [id, hash, at],
  );
}

/** How many accounts there are, and how many of them were made for training. */
export async function countAccounts(db: Db): Promise<{ all: number; training: number }> {
  const row = await db.row<{ all: number; training: number }>(
    `SELECT count(*)::int AS all, (count(*) FILTER (WHERE training))::int AS training FROM account`,
  );
  return row ?? { all: 0, training: 0 };
}
