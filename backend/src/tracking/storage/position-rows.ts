import type { Db, SqlValue } from '../../platform/database/db.js';

/** A cleaned fix on its way to the log. `live` is false for back-fill that never moves a marker. */
export interface PositionRow {
  deviceId: string;
  fixAt: Date;
  seq: number;
  receivedAt: Date;
  lat: number;
  lon: number;
  accuracyM: number | null;
  speedMps: number | null;
  courseDeg: number | null;
  batteryPct: number | null;
  live: boolean;
}

/** What names a fix for ever. */
export function fixKey(deviceId: string, fixAt: Date, seq: number): string {
  return `${deviceId} ${fixAt.getTime()} ${seq}`;
}

interface InsertedRow {
  all_new: boolean;
  device_id: string | null;
  fix_at: Date | null;
  seq: number | null;
}

/**
 * Appends fixes to the log; those that were there already are skipped. The keys of the new ones, or
 * null when all are new: then there is nothing to read back, which is the usual case.
 */
export async function insertPositions(
  db: Db,
  rows: readonly PositionRow[],
): Promise<Set<string> | null> {
  const inserted = await db.rows<InsertedRow>(
    `WITH inserted AS (
       INSERT INTO position (device_id, fix_at, seq, received_at, lat, lon, accuracy_m, speed_mps, course_deg, battery_pct, live)
       SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::timestamptz[], $5::float8[], $6::float8[],
         $7::real[], $8::real[], $9::real[], $10::real[], $11::bool[])
       ON CONFLICT DO NOTHING RETURNING device_id, fix_at, seq),
     summary AS (SELECT count(*) = cardinality($1::uuid[]) AS all_new FROM inserted)
     SELECT all_new, device_id, fix_at, seq FROM summary LEFT JOIN inserted ON NOT all_new`,
    [...columns(rows), rows.map((row) => row.batteryPct), rows.map((row) => row.live)],
  );
  if (inserted[0]?.all_new) return null;
  return new Set(
    inserted.flatMap(({ device_id, fix_at, seq }) =>
      device_id !== null && fix_at && seq !== null ? [fixKey(device_id, fix_at, seq)] : [],
    ),
  );
}

/** Moves the newest fix of each device forward, never back. Rows must hold each device once, in device order. */
export async function upsertLatest(db: Db, rows: readonly PositionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.run(
    `INSERT INTO position_latest (device_id, fix_at, seq, received_at, lat, lon, accuracy_m, speed_mps, course_deg)
     SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::int[], $4::timestamptz[], $5::float8[], $6::float8[],
       $7::real[], $8::real[], $9::real[])
     ON CONFLICT (device_id) DO UPDATE SET fix_at = excluded.fix_at, seq = excluded.seq,
       received_at = excluded.received_at, lat = excluded.lat, lon = excluded.lon,
       accuracy_m = excluded.accuracy_m, speed_mps = excluded.speed_mps, course_deg = excluded.course_deg
     WHERE (excluded.fix_at, excluded.seq) > (position_latest.fix_at, position_latest.seq)`,
    columns(rows),
  );
}

function columns(rows: readonly PositionRow[]): SqlValue[] {
  return [
    rows.map((row) => row.deviceId),
    rows.map((row) => row.fixAt),
    rows.map((row) => row.seq),
    rows.map((row) => row.receivedAt),
    rows.map((row) => row.lat),
    rows.map((row) => row.lon),
    rows.map((row) => row.accuracyM),
    rows.map((row) => row.speedMps),
    rows.map((row) => row.courseDeg),
  ];
}

export interface LatestRow {
  device_id: string;
  fix_at: Date;
  seq: number;
  received_at: Date;
  lat: number;
  lon: number;
  accuracy_m: number | null;
  speed_mps: number | null;
  course_deg: number | null;
}

const LATEST_COLUMNS =
  'device_id, fix_at, seq, received_at, lat, lon, accuracy_m, speed_mps, course_deg';

/** Newest fix of every device. */
export function selectLatest(db: Db): Promise<LatestRow[]> {
  return db.rows<LatestRow>(`SELECT ${LATEST_COLUMNS} FROM position_latest`);
}

/** Newest fixes received at or after a wall time, for a node that did not receive them itself. */
export function selectLatestSince(db: Db, since: Date): Promise<LatestRow[]> {
  return db.rows<LatestRow>(
    `SELECT ${LATEST_COLUMNS} FROM position_latest WHERE received_at >= $1`,
    [since],
  );
}
