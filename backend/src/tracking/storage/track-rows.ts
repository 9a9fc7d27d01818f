import type { Db } from '../../platform/database/db.js';

export interface TrackRow {
  fix_at: Date;
  lat: number;
  lon: number;
}

/** Stored fixes of a device within a span of op time, oldest first; at most `limit`. */
export function selectTrack(
  db: Db,
  span: { deviceId: string; from: Date; to: Date },
  limit: number,
): Promise<TrackRow[]> {
  return db.rows<TrackRow>(
    `SELECT fix_at, lat, lon FROM position
     WHERE device_id = $1 AND fix_at BETWEEN $2 AND $3 ORDER BY fix_at, seq LIMIT $4`,
    [span.deviceId, span.from, span.to, limit],
  );
}

/** How many fixes the log holds. */
export async function countPositions(db: Db): Promise<number> {
  return (await db.row<{ n: number }>('SELECT count(*) AS n FROM position'))?.n ?? 0;
}
