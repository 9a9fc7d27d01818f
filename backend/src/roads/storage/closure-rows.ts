import type { Db } from '../../platform/database/db.js';

export interface ClosureRow {
  id: string;
  version: number;
  lat: number;
  lon: number;
  radius_m: number;
  reason: string;
  drawn_at: Date;
}

const COLUMNS = 'id, version, lat, lon, radius_m, reason, drawn_at';

/** Closures in force, oldest first. */
export function selectClosures(db: Db): Promise<ClosureRow[]> {
  return db.rows<ClosureRow>(
    `SELECT ${COLUMNS} FROM closure WHERE lifted_at IS NULL ORDER BY drawn_at, id`,
  );
}

export async function insertClosure(db: Db, closure: Omit<ClosureRow, 'version'>): Promise<void> {
  await db.run(
    'INSERT INTO closure (id, version, lat, lon, radius_m, reason, drawn_at) VALUES ($1, 1, $2, $3, $4, $5, $6)',
    [closure.id, closure.lat, closure.lon, closure.radius_m, closure.reason, closure.drawn_at],
  );
}

/** Lifts a closure in force; its new version, or undefined when it is not in force. */
export async function liftClosure(db: Db, id: string, at: Date): Promise<number | undefined> {
  const row = await db.row<{ version: number }>(
    'UPDATE closure SET lifted_at = $2, version = version + 1 WHERE id = $1 AND lifted_at IS NULL RETURNING version',
    [id, at],
  );
  return row?.version;
}
