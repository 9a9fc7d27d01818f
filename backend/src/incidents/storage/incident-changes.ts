import type { Grade, IncidentState, PlaceView, Requirement } from '@muster/contracts';
import type { Db, SqlValue } from '../../platform/database/db.js';
import type { IncidentRow } from './incident-rows.js';

/** New values of an incident; absent means unchanged, null clears. */
export interface IncidentChange {
  state?: IncidentState;
  grade?: Grade;
  gradedAt?: Date;
  targetAt?: Date;
  place?: PlaceView;
  requirement?: Requirement;
  firstAssignedAt?: Date;
  firstArrivedAt?: Date | null;
  closedAt?: Date | null;
  resultCode?: string | null;
  callerCount?: number;
  assignedUnitIds?: readonly string[];
}

const PLAIN_COLUMNS = {
  state: 'state',
  grade: 'grade',
  gradedAt: 'graded_at',
  targetAt: 'target_at',
  firstAssignedAt: 'first_assigned_at',
  firstArrivedAt: 'first_arrived_at',
  closedAt: 'closed_at',
  resultCode: 'result_code',
  callerCount: 'caller_count',
  assignedUnitIds: 'assigned_unit_ids',
} as const;

/** Applies a change when the row still has `version`; the new row, or undefined when it moved meanwhile. */
export async function updateIncident(
  db: Db,
  incident: Pick<IncidentRow, 'id' | 'version'>,
  change: IncidentChange,
): Promise<boolean> {
  const params: SqlValue[] = [incident.id, incident.version];
  const sets = ['version = version + 1'];
  const set = (column: string, value: SqlValue, cast = ''): void => {
    params.push(value);
    sets.push(`${column} = $${params.length}${cast}`);
  };
  for (const [name, column] of Object.entries(PLAIN_COLUMNS)) {
    const value = change[name as keyof typeof PLAIN_COLUMNS];
    if (value !== undefined) set(column, value, name === 'assignedUnitIds' ? '::uuid[]' : '');
  }
  if (change.place) setPlace(change.place, set, params, sets);
  if (change.requirement) {
    set('units_required', change.requirement.units);
    set('skills_required', change.requirement.skills, '::text[]');
    set('kinds_required', change.requirement.kinds, '::text[]');
  }
  return (
    (await db.run(
      `UPDATE incident SET ${sets.join(', ')} WHERE id = $1 AND version = $2`,
      params,
    )) === 1
  );
}

function setPlace(
  place: PlaceView,
  set: (column: string, value: SqlValue) => void,
  params: SqlValue[],
  sets: string[],
): void {
  set('place_source', place.source);
  set('place_label', place.label);
  params.push(place.point?.lon ?? null, place.point?.lat ?? null);
  sets.push(
    `place_point = ST_SetSRID(ST_MakePoint($${params.length - 1}::double precision, $${params.length}::double precision), 4326)::geography`,
  );
}
