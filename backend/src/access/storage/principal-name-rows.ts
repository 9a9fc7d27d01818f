import type { Db } from '../../platform/database/db.js';

/** Display names of accounts and call signs of devices, by id. */
export function selectPrincipalNames(
  db: Db,
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  return db.rows(
    `SELECT id::text, display_name AS name FROM account WHERE id::text = ANY($1::text[])
     UNION ALL
     SELECT id::text, call_sign FROM device WHERE id::text = ANY($1::text[])`,
    [ids],
  );
}
