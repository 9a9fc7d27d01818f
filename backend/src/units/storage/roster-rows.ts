import type { RosterOfficer, RosterUnit } from '@muster/contracts';
import { json, type Db } from '../../platform/database/db.js';

/** Inserts or updates officers by collar number; the given ids are used for new ones. */
export async function upsertOfficers(
  db: Db,
  officers: readonly (RosterOfficer & { id: string })[],
): Promise<void> {
  await db.run(
    `INSERT INTO officer (id, collar_no, display_name, driver_level, driver_expires_at)
     SELECT id, "collarNo", "displayName", "driverLevel", "driverExpiresAt"
     FROM json_to_recordset($1::json) AS r(id uuid, "collarNo" text, "displayName" text, "driverLevel" text, "driverExpiresAt" timestamptz)
     ON CONFLICT (collar_no) DO UPDATE SET display_name = excluded.display_name,
       driver_level = excluded.driver_level, driver_expires_at = excluded.driver_expires_at`,
    [json(officers)],
  );
}

/** Replaces the skills of these officers. */
export async function replaceSkills(db: Db, officers: readonly RosterOfficer[]): Promise<void> {
  const collarNos = officers.map((officer) => officer.collarNo);
  await db.run(
    `DELETE FROM officer_skill WHERE officer_id IN (SELECT id FROM officer WHERE collar_no = ANY($1::text[]))`,
    [collarNos],
  );
  const skills = officers.flatMap((officer) =>
    officer.skills.map((skill) => ({ collarNo: officer.collarNo, ...skill })),
  );
  await db.run(
    `INSERT INTO officer_skill (officer_id, skill_code, expires_at)
     SELECT o.id, r.code, r."expiresAt"
     FROM json_to_recordset($1::json) AS r("collarNo" text, code text, "expiresAt" timestamptz)
     JOIN officer o ON o.collar_no = r."collarNo"`,
    [json(skills)],
  );
}

export interface RosteredUnit {
  id: string;
  no: number;
  call_sign: string;
  version: number;
  created: boolean;
}

/** Inserts or updates units by call sign. A unit on an assignment, or in emergency, keeps its status. */
export async function upsertUnits(
  db: Db,
  units: readonly (RosterUnit & { id: string })[],
  at: Date,
): Promise<RosteredUnit[]> {
  return db.rows<RosteredUnit>(
    `INSERT INTO unit (id, version, call_sign, kind, area_code, status_code, status_since,
                       shift_starts_at, shift_ends_at, emergency)
     SELECT id, 1, "callSign", kind, "areaCode", "statusCode", $2, "shiftStartsAt", "shiftEndsAt", false
     FROM json_to_recordset($1::json) AS r(id uuid, "callSign" text, kind text, "areaCode" text,
       "statusCode" smallint, "shiftStartsAt" timestamptz, "shiftEndsAt" timestamptz)
     ORDER BY "callSign"
     ON CONFLICT (call_sign) DO UPDATE SET version = unit.version + 1, kind = excluded.kind,
       area_code = excluded.area_code, shift_starts_at = excluded.shift_starts_at, shift_ends_at = excluded.shift_ends_at,
       status_code = CASE WHEN unit.assignment_id IS NULL AND NOT unit.emergency THEN excluded.status_code ELSE unit.status_code END,
       status_since = CASE WHEN unit.assignment_id IS NULL AND NOT unit.emergency
                            AND unit.status_code <> excluded.status_code THEN $2 ELSE unit.status_since END
     RETURNING id, no, call_sign, version, version = 1 AS created`,
    [json(units), at],
  );
}

/** Replaces the crews of these units by collar numbers; an officer leaves the crew held before. */
export async function replaceCrews(db: Db, units: readonly RosterUnit[]): Promise<void> {
  const crews = units.flatMap((unit) =>
    unit.crew.map((collarNo) => ({ callSign: unit.callSign, collarNo })),
  );
  const callSigns = units.map((unit) => unit.callSign);
  const collarNos = crews.map((member) => member.collarNo);
  await db.run(
    `DELETE FROM unit_crew uc USING unit u, officer o
     WHERE uc.unit_id = u.id AND uc.officer_id = o.id
       AND (u.call_sign = ANY($1::text[]) OR o.collar_no = ANY($2::text[]))`,
    [callSigns, collarNos],
  );
  await db.run(
    `INSERT INTO unit_crew (unit_id, officer_id)
     SELECT u.id, o.id FROM json_to_recordset($1::json) AS r("callSign" text, "collarNo" text)
     JOIN unit u ON u.call_sign = r."callSign" JOIN officer o ON o.collar_no = r."collarNo"`,
    [json(crews)],
  );
}

/** Collar numbers among these that no officer has. */
export async function unknownCollarNos(db: Db, collarNos: readonly string[]): Promise<string[]> {
  const rows = await db.rows<{ collar_no: string }>(
    `SELECT given.collar_no FROM unnest($1::text[]) AS given(collar_no)
     LEFT JOIN officer o ON o.collar_no = given.collar_no WHERE o.id IS NULL`,
    [collarNos],
  );
  return rows.map((row) => row.collar_no);
}
