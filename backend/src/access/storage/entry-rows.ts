import type { Db } from '../../platform/database/db.js';

/** Replaces the links of an account by this one: an older print-out stops working. */
export async function replaceLink(
  db: Db,
  link: { readonly tokenHash: Uint8Array; readonly accountId: string; readonly expiresAt: Date },
): Promise<void> {
  await db.run('DELETE FROM sign_in_link WHERE account_id = $1', [link.accountId]);
  await db.run(
    'INSERT INTO sign_in_link (token_hash, account_id, expires_at) VALUES ($1, $2, $3)',
    [link.tokenHash, link.accountId, link.expiresAt],
  );
}

/** Takes the link away, used or not, and says whose it was. */
export function takeLink(
  db: Db,
  tokenHash: Uint8Array,
): Promise<{ account_id: string; expires_at: Date } | undefined> {
  return db.row('DELETE FROM sign_in_link WHERE token_hash = $1 RETURNING account_id, expires_at', [
    tokenHash,
  ]);
}

/** The one set-up code; making a new one ends the one before. */
export function putSetupCode(db: Db, codeHash: Uint8Array, at: Date): Promise<number> {
  return db.run(
    `INSERT INTO setup_code (code_hash, made_at) VALUES ($1, $2)
     ON CONFLICT (id) DO UPDATE SET code_hash = excluded.code_hash, made_at = excluded.made_at`,
    [codeHash, at],
  );
}

/** Takes the set-up code away when it is this one. */
export async function takeSetupCode(db: Db, codeHash: Uint8Array): Promise<boolean> {
  return (await db.run('DELETE FROM setup_code WHERE code_hash = $1', [codeHash])) === 1;
}
