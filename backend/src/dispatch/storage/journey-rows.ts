import type { Db } from '../../platform/database/db.js';

export interface JourneyRow {
  id: string;
  unit_id: string;
  assigned_at: Date;
  arrived_at: Date;
  eta_at: Date | null;
}

/** Assignments whose crew arrived, a keyset page after `cursor`. */
export function selectJourneys(
  db: Db,
  cursor: string | null,
  limit: number,
): Promise<JourneyRow[]> {
  return db.rows<JourneyRow>(
    `SELECT id, unit_id, assigned_at, arrived_at, eta_at FROM assignment
     WHERE arrived_at IS NOT NULL AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`,
    [cursor, limit],
  );
}
