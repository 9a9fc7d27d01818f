import type { Db } from '../../platform/database/db.js';

export interface LeaseRow {
  unit_id: string;
  holder_id: string;
  incident_id: string;
  grade_rank: number;
  expires_at: Date;
}

const COLUMNS = 'unit_id, holder_id, incident_id, grade_rank, expires_at';

/**
 * Takes or renews a lease unless another holder's is in force and at least as urgent. The lease as
 * taken, or undefined. Times are wall time.
 */
export function takeLease(db: Db, lease: LeaseRow, now: Date): Promise<LeaseRow | undefined> {
  return db.row<LeaseRow>(
    `INSERT INTO unit_lease (${COLUMNS}) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (unit_id) DO UPDATE SET holder_id = excluded.holder_id,
       incident_id = excluded.incident_id, grade_rank = excluded.grade_rank, expires_at = excluded.expires_at
     WHERE unit_lease.expires_at <= $6 OR unit_lease.holder_id = excluded.holder_id
        OR unit_lease.grade_rank > excluded.grade_rank
     RETURNING ${COLUMNS}`,
    [lease.unit_id, lease.holder_id, lease.incident_id, lease.grade_rank, lease.expires_at, now],
  );
}

export function selectLease(db: Db, unitId: string): Promise<LeaseRow | undefined> {
  return db.row<LeaseRow>(`SELECT ${COLUMNS} FROM unit_lease WHERE unit_id = $1`, [unitId]);
}

/** Locks the leases in force on these units, in unit order. */
export function lockLeases(db: Db, unitIds: readonly string[], now: Date): Promise<LeaseRow[]> {
  return db.rows<LeaseRow>(
    `SELECT ${COLUMNS} FROM unit_lease WHERE unit_id = ANY($1::uuid[]) AND expires_at > $2
     ORDER BY unit_id FOR UPDATE`,
    [unitIds, now],
  );
}

/** Ends a lease of this holder; nothing happens when there is none. */
export async function dropLease(db: Db, unitId: string, holderId: string): Promise<void> {
  await db.run('DELETE FROM unit_lease WHERE unit_id = $1 AND holder_id = $2', [unitId, holderId]);
}

/** Ends every lease on these units: the decision has been made. */
export async function clearLeases(db: Db, unitIds: readonly string[]): Promise<void> {
  await db.run('DELETE FROM unit_lease WHERE unit_id = ANY($1::uuid[])', [unitIds]);
}
