import type {
  AssignmentState,
  AssignmentView,
  DeliveryState,
  RefusalReason,
  ReleaseReason,
} from '@muster/contracts';
import type { Db } from '../../platform/database/db.js';

/** An assignment as stored. */
export interface AssignmentRow {
  id: string;
  version: number;
  incident_id: string;
  unit_id: string;
  call_sign: string;
  state: AssignmentState;
  release_reason: ReleaseReason | null;
  refusal_reason: RefusalReason | null;
  order_version: number;
  delivery: DeliveryState;
  delivery_alarm: boolean;
  recommendation_id: string;
  assigned_by: string;
  assigned_at: Date;
  accepted_at: Date | null;
  arrived_at: Date | null;
  released_at: Date | null;
  eta_at: Date | null;
}

const COLUMNS = `id, version, incident_id, unit_id, call_sign, state, release_reason, refusal_reason,
  order_version, delivery, delivery_alarm, recommendation_id, assigned_by, assigned_at, accepted_at,
  arrived_at, released_at, eta_at`;

export type NewAssignment = Pick<
  AssignmentRow,
  'id' | 'incident_id' | 'unit_id' | 'call_sign' | 'recommendation_id' | 'assigned_by'
> & { assignedAt: Date; etaAt: Date | null };

/** Inserts a dispatched assignment, version 1, its order queued. */
export async function insertAssignment(db: Db, row: NewAssignment): Promise<AssignmentRow> {
  const inserted = await db.row<AssignmentRow>(
    `INSERT INTO assignment (id, version, incident_id, unit_id, call_sign, state, order_version, delivery,
       delivery_alarm, recommendation_id, assigned_by, assigned_at, eta_at)
     VALUES ($1, 1, $2, $3, $4, 'dispatched', 1, 'queued', false, $5, $6, $7, $8)
     RETURNING ${COLUMNS}`,
    [
      row.id,
      row.incident_id,
      row.unit_id,
      row.call_sign,
      row.recommendation_id,
      row.assigned_by,
      row.assignedAt,
      row.etaAt,
    ],
  );
  if (!inserted) throw new Error('insert returned no assignment');
  return inserted;
}

/** Locks the assignments with these ids in id order. */
export function lockAssignments(db: Db, ids: readonly string[]): Promise<AssignmentRow[]> {
  return db.rows<AssignmentRow>(
    `SELECT ${COLUMNS} FROM assignment WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
    [ids],
  );
}

/** Locks the active assignments of an incident in id order; the incident must be locked already. */
export function lockActiveOfIncident(db: Db, incidentId: string): Promise<AssignmentRow[]> {
  return db.rows<AssignmentRow>(
    `SELECT ${COLUMNS} FROM assignment WHERE incident_id = $1 AND state <> 'released'
     ORDER BY id FOR UPDATE`,
    [incidentId],
  );
}

export function selectAssignments(db: Db, ids: readonly string[]): Promise<AssignmentRow[]> {
  return db.rows<AssignmentRow>(`SELECT ${COLUMNS} FROM assignment WHERE id = ANY($1::uuid[])`, [
    ids,
  ]);
}

/** All assignments of an incident, past ones too, oldest first. */
export function selectOfIncident(db: Db, incidentId: string): Promise<AssignmentRow[]> {
  return db.rows<AssignmentRow>(
    `SELECT ${COLUMNS} FROM assignment WHERE incident_id = $1 ORDER BY assigned_at, id`,
    [incidentId],
  );
}

export function selectActive(db: Db): Promise<AssignmentRow[]> {
  return db.rows<AssignmentRow>(
    `SELECT ${COLUMNS} FROM assignment WHERE state <> 'released' ORDER BY assigned_at, id`,
  );
}

/** The active assignments of these units, unlocked: what to lock is only known from them. */
export function selectActiveOfUnits(
  db: Db,
  unitIds: readonly string[],
): Promise<Pick<AssignmentRow, 'id' | 'unit_id' | 'incident_id'>[]> {
  return db.rows(
    `SELECT id, unit_id, incident_id FROM assignment
     WHERE unit_id = ANY($1::uuid[]) AND state <> 'released'`,
    [unitIds],
  );
}

/** Units that refused to go to an incident. */
export async function selectRefusers(db: Db, incidentId: string): Promise<string[]> {
  const rows = await db.rows<{ unit_id: string }>(
    `SELECT DISTINCT unit_id FROM assignment
     WHERE incident_id = $1 AND release_reason = 'refused' ORDER BY unit_id`,
    [incidentId],
  );
  return rows.map((row) => row.unit_id);
}

/** How many assignments each unit was given since a time. */
export function selectJobCounts(db: Db, since: Date): Promise<{ unit_id: string; jobs: number }[]> {
  return db.rows(
    `SELECT unit_id, count(*)::int AS jobs FROM assignment WHERE assigned_at >= $1 GROUP BY unit_id`,
    [since],
  );
}

/** The wire view of a stored assignment. */
export function toAssignmentView(row: AssignmentRow): AssignmentView {
  return {
    id: row.id,
    version: row.version,
    incidentId: row.incident_id,
    unitId: row.unit_id,
    callSign: row.call_sign,
    state: row.state,
    releaseReason: row.release_reason,
    refusalReason: row.refusal_reason,
    delivery: row.delivery,
    deliveryAlarm: row.delivery_alarm,
    recommendationId: row.recommendation_id,
    assignedAt: row.assigned_at.toISOString(),
    acceptedAt: row.accepted_at?.toISOString() ?? null,
    arrivedAt: row.arrived_at?.toISOString() ?? null,
    releasedAt: row.released_at?.toISOString() ?? null,
    etaAt: row.eta_at?.toISOString() ?? null,
  };
}
