import { json, type Db } from '../../platform/database/db.js';
import type { PositionRow } from './position-rows.js';

/** Keeps a fix that the log refused, with the database's reason code, so that nothing accepted is lost. */
export async function quarantine(
  db: Db,
  id: string,
  row: PositionRow,
  reason: string,
): Promise<void> {
  await db.run(
    'INSERT INTO position_quarantine (id, device_id, received_at, reason, fix) VALUES ($1, $2, $3, $4, $5::jsonb)',
    [id, row.deviceId, row.receivedAt, reason, json(row)],
  );
}
