import type { BaseState, DriverLevel, HeldSkill, UnitKind, UnitView } from '@muster/contracts';
import { statusRule } from '@muster/contracts';
import type { Db } from '../../platform/database/db.js';

/** A unit as stored, without its crew: what commands lock and change. */
export interface UnitRow {
  id: string;
  no: number;
  version: number;
  call_sign: string;
  status_code: number;
  emergency: boolean;
  assignment_id: string | null;
  incident_id: string | null;
}

interface UnitViewRow extends UnitRow {
  kind: UnitKind;
  area_code: string;
  status_since: Date;
  shift_ends_at: Date | null;
  crew_size: number;
  driver_level: DriverLevel | null;
  driver_expires_at: Date | null;
  skills: HeldSkill[] | null;
}

const UNIT_COLUMNS =
  'id, no, version, call_sign, status_code, emergency, assignment_id, incident_id';

// The best driver counts for the unit; among equals the one whose authority lasts longest (null: for ever).
const BEST_DRIVER_FIRST = `array_position(ARRAY['advanced', 'response', 'standard', 'none'], o.driver_level),
  o.driver_expires_at DESC NULLS FIRST`;

/**
 * Views of the units that `wanted` selects (a condition on `u`). Crews are gathered for these units
 * alone and once, so that one unit of twelve thousand costs its own crew, and all of them one pass.
 */
function viewSql(wanted: string): string {
  return `
  WITH wanted AS MATERIALIZED (SELECT * FROM unit u WHERE ${wanted}),
  crew AS MATERIALIZED (
    SELECT uc.unit_id, uc.officer_id FROM unit_crew uc WHERE uc.unit_id IN (SELECT id FROM wanted)
  ),
  sizes AS (SELECT unit_id, count(*)::int AS crew_size FROM crew GROUP BY unit_id),
  drivers AS (
    SELECT DISTINCT ON (crew.unit_id) crew.unit_id, o.driver_level, o.driver_expires_at
    FROM crew JOIN officer o ON o.id = crew.officer_id ORDER BY crew.unit_id, ${BEST_DRIVER_FIRST}
  ),
  best AS (
    SELECT DISTINCT ON (crew.unit_id, os.skill_code) crew.unit_id, os.skill_code, os.expires_at
    FROM crew JOIN officer_skill os ON os.officer_id = crew.officer_id
    ORDER BY crew.unit_id, os.skill_code, os.expires_at DESC NULLS FIRST
  ),
  skills AS (
    SELECT unit_id, json_agg(json_build_object('code', skill_code, 'expiresAt',
             to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
             ORDER BY skill_code) AS skills
    FROM best GROUP BY unit_id
  )
  SELECT u.id, u.no, u.version, u.call_sign, u.status_code, u.emergency, u.assignment_id, u.incident_id,
         u.kind, u.area_code, u.status_since, u.shift_ends_at,
         coalesce(sizes.crew_size, 0) AS crew_size, drivers.driver_level, drivers.driver_expires_at, skills.skills
  FROM wanted u
  LEFT JOIN sizes ON sizes.unit_id = u.id
  LEFT JOIN drivers ON drivers.unit_id = u.id
  LEFT JOIN skills ON skills.unit_id = u.id
  ORDER BY u.call_sign`;
}

const ALL_VIEWS = viewSql('true');
const VIEWS_BY_ID = viewSql('u.id = ANY($1::uuid[])');

/** All units, by call sign. */
export async function selectUnits(db: Db): Promise<UnitView[]> {
  const rows = await db.rows<UnitViewRow>(ALL_VIEWS);
  return rows.map(toView);
}

/** The units with these ids, by call sign; unknown ids are left out. */
export async function selectUnitsById(db: Db, ids: readonly string[]): Promise<UnitView[]> {
  const rows = await db.rows<UnitViewRow>(VIEWS_BY_ID, [ids]);
  return rows.map(toView);
}

/** Ids by call sign; unknown call signs are left out. */
export async function selectUnitIdsByCallSign(
  db: Db,
  callSigns: readonly string[],
): Promise<{ id: string; call_sign: string }[]> {
  return db.rows(`SELECT id, call_sign FROM unit WHERE call_sign = ANY($1::text[])`, [callSigns]);
}

/** Locks the units in id order, so that two commands over the same units never wait for each other crosswise. */
export async function lockUnits(db: Db, ids: readonly string[]): Promise<UnitRow[]> {
  return db.rows<UnitRow>(
    `SELECT ${UNIT_COLUMNS} FROM unit WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
    [ids],
  );
}

function toView(row: UnitViewRow): UnitView {
  return {
    id: row.id,
    no: row.no,
    version: row.version,
    callSign: row.call_sign,
    kind: row.kind,
    areaCode: row.area_code,
    statusCode: row.status_code,
    base: baseOf(row.status_code),
    statusSince: row.status_since.toISOString(),
    crewSize: row.crew_size,
    driverLevel: row.driver_level ?? 'none',
    driverExpiresAt: row.driver_expires_at?.toISOString() ?? null,
    shiftEndsAt: row.shift_ends_at?.toISOString() ?? null,
    skills: row.skills ?? [],
    assignmentId: row.assignment_id,
    incidentId: row.incident_id,
    emergency: row.emergency,
  };
}

function baseOf(statusCode: number): BaseState {
  const base = statusRule(statusCode).base;
  if (!base) throw new Error(`unit stored with message code ${statusCode}`);
  return base;
}
