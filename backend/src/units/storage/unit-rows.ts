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
// Lateral, so that reading one unit of twelve thousand looks at its own crew only.
const VIEW_SQL = `
  SELECT u.id, u.no, u.version, u.call_sign, u.status_code, u.emergency, u.assignment_id, u.incident_id,
         u.kind, u.area_code, u.status_since, u.shift_ends_at,
         c.crew_size, d.driver_level, d.driver_expires_at, s.skills
  FROM unit u
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS crew_size FROM unit_crew uc WHERE uc.unit_id = u.id
  ) c
  LEFT JOIN LATERAL (
    SELECT o.driver_level, o.driver_expires_at
    FROM unit_crew uc JOIN officer o ON o.id = uc.officer_id WHERE uc.unit_id = u.id
    ORDER BY array_position(ARRAY['advanced', 'response', 'standard', 'none'], o.driver_level),
             o.driver_expires_at DESC NULLS FIRST
    LIMIT 1
  ) d ON true
  CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object('code', best.skill_code, 'expiresAt',
             to_char(best.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
             ORDER BY best.skill_code) AS skills
    FROM (
      SELECT DISTINCT ON (os.skill_code) os.skill_code, os.expires_at
      FROM unit_crew uc JOIN officer_skill os ON os.officer_id = uc.officer_id WHERE uc.unit_id = u.id
      ORDER BY os.skill_code, os.expires_at DESC NULLS FIRST
    ) best
  ) s`;

/** All units, by call sign. */
export async function selectUnits(db: Db): Promise<UnitView[]> {
  const rows = await db.rows<UnitViewRow>(`${VIEW_SQL} ORDER BY u.call_sign`);
  return rows.map(toView);
}

/** The units with these ids, in no particular order; unknown ids are left out. */
export async function selectUnitsById(db: Db, ids: readonly string[]): Promise<UnitView[]> {
  const rows = await db.rows<UnitViewRow>(`${VIEW_SQL} WHERE u.id = ANY($1::uuid[])`, [ids]);
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
