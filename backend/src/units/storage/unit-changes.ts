import type { Db } from '../../platform/database/db.js';

/** New values of a unit; absent means unchanged. `assignment: null` detaches. */
export interface UnitChange {
  statusCode?: number;
  emergency?: boolean;
  assignment?: { assignmentId: string; incidentId: string } | null;
}

/** Applies a change when the row still has `version`; false when it moved meanwhile. */
export async function updateUnit(
  db: Db,
  unit: { id: string; version: number },
  change: UnitChange,
  at: Date,
): Promise<boolean> {
  const touchesAssignment = change.assignment !== undefined;
  const changed = await db.run(
    `UPDATE unit SET
       version = version + 1,
       status_code = coalesce($3::smallint, status_code),
       status_since = CASE WHEN $3::smallint IS NULL OR $3::smallint = status_code THEN status_since ELSE $4 END,
       emergency = coalesce($5::boolean, emergency),
       assignment_id = CASE WHEN $6 THEN $7::uuid ELSE assignment_id END,
       incident_id = CASE WHEN $6 THEN $8::uuid ELSE incident_id END
     WHERE id = $1 AND version = $2`,
    [
      unit.id,
      unit.version,
      change.statusCode ?? null,
      at,
      change.emergency ?? null,
      touchesAssignment,
      change.assignment?.assignmentId ?? null,
      change.assignment?.incidentId ?? null,
    ],
  );
  return changed === 1;
}

/** Keeps the free-text reason of a correction; the event carries only its id. */
export async function insertStatusReason(
  db: Db,
  reason: { id: string; unitId: string; at: Date; text: string },
): Promise<void> {
  await db.run('INSERT INTO unit_status_reason (id, unit_id, at, reason) VALUES ($1, $2, $3, $4)', [
    reason.id,
    reason.unitId,
    reason.at,
    reason.text,
  ]);
}
