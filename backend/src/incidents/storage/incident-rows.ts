import type {
  Grade,
  IncidentState,
  IncidentView,
  PlaceSource,
  PlaceView,
  Requirement,
  UnitKind,
} from '@muster/contracts';
import type { Db } from '../../platform/database/db.js';

/** An incident as stored. */
export interface IncidentRow {
  id: string;
  no: number;
  version: number;
  state: IncidentState;
  type_code: string;
  grade: Grade | null;
  place_source: PlaceSource;
  place_label: string;
  lat: number | null;
  lon: number | null;
  units_required: number;
  skills_required: string[];
  kinds_required: UnitKind[];
  received_at: Date;
  opened_at: Date;
  graded_at: Date | null;
  target_at: Date | null;
  first_assigned_at: Date | null;
  first_arrived_at: Date | null;
  closed_at: Date | null;
  result_code: string | null;
  caller_count: number;
  assigned_unit_ids: string[];
}

const COLUMNS = `id, no, version, state, type_code, grade, place_source, place_label,
  ST_Y(place_point::geometry) AS lat, ST_X(place_point::geometry) AS lon,
  units_required, skills_required, kinds_required, received_at, opened_at, graded_at, target_at,
  first_assigned_at, first_arrived_at, closed_at, result_code, caller_count, assigned_unit_ids`;

/** Locks one incident for the rest of the command. */
export function lockIncident(db: Db, id: string): Promise<IncidentRow | undefined> {
  return db.row<IncidentRow>(`SELECT ${COLUMNS} FROM incident WHERE id = $1 FOR UPDATE`, [id]);
}

/** Locks several incidents in id order: a diversion touches two. */
export function lockIncidents(db: Db, ids: readonly string[]): Promise<IncidentRow[]> {
  return db.rows<IncidentRow>(
    `SELECT ${COLUMNS} FROM incident WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
    [ids],
  );
}

export function selectIncidents(db: Db, ids: readonly string[]): Promise<IncidentRow[]> {
  return db.rows<IncidentRow>(`SELECT ${COLUMNS} FROM incident WHERE id = ANY($1::uuid[])`, [ids]);
}

/** Incidents that are not closed, oldest first. */
export function selectOpenIncidents(db: Db): Promise<IncidentRow[]> {
  return db.rows<IncidentRow>(
    `SELECT ${COLUMNS} FROM incident WHERE state <> 'closed' ORDER BY opened_at, no`,
  );
}

/** Closed incidents, newest first: a keyset page before number `beforeNo`. */
export function selectClosedIncidents(
  db: Db,
  beforeNo: number,
  limit: number,
): Promise<IncidentRow[]> {
  return db.rows<IncidentRow>(
    `SELECT ${COLUMNS} FROM incident WHERE state = 'closed' AND no < $1 ORDER BY no DESC LIMIT $2`,
    [beforeNo, limit],
  );
}

export interface NewIncident {
  id: string;
  state: IncidentState;
  typeCode: string;
  grade: Grade | null;
  place: PlaceView;
  requirement: Requirement;
  receivedAt: Date;
  openedAt: Date;
  gradedAt: Date | null;
  targetAt: Date | null;
}

export async function insertIncident(db: Db, incident: NewIncident): Promise<IncidentRow> {
  const point = incident.place.point;
  const row = await db.row<IncidentRow>(
    `INSERT INTO incident (id, version, state, type_code, grade, place_source, place_label, place_point,
       units_required, skills_required, kinds_required, received_at, opened_at, graded_at, target_at,
       caller_count, assigned_unit_ids)
     VALUES ($1, 1, $2, $3, $4, $5, $6,
       ST_SetSRID(ST_MakePoint($7::double precision, $8::double precision), 4326)::geography,
       $9, $10::text[], $11::text[], $12, $13, $14, $15, 1, '{}')
     RETURNING ${COLUMNS}`,
    [
      incident.id,
      incident.state,
      incident.typeCode,
      incident.grade,
      incident.place.source,
      incident.place.label,
      point?.lon ?? null,
      point?.lat ?? null,
      incident.requirement.units,
      incident.requirement.skills,
      incident.requirement.kinds,
      incident.receivedAt,
      incident.openedAt,
      incident.gradedAt,
      incident.targetAt,
    ],
  );
  if (!row) throw new Error('insert returned no incident');
  return row;
}

/** The wire view of a stored incident. */
export function toIncidentView(row: IncidentRow): IncidentView {
  return {
    id: row.id,
    no: row.no,
    version: row.version,
    state: row.state,
    typeCode: row.type_code,
    grade: row.grade,
    place: {
      source: row.place_source,
      label: row.place_label,
      point: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
    },
    requirement: {
      units: row.units_required,
      skills: row.skills_required,
      kinds: row.kinds_required,
    },
    openedAt: row.opened_at.toISOString(),
    gradedAt: instant(row.graded_at),
    targetAt: instant(row.target_at),
    firstAssignedAt: instant(row.first_assigned_at),
    firstArrivedAt: instant(row.first_arrived_at),
    closedAt: instant(row.closed_at),
    resultCode: row.result_code,
    callerCount: row.caller_count,
    assignedUnitIds: row.assigned_unit_ids,
  };
}

function instant(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
