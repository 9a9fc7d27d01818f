import * as z from 'zod/mini';
import { gradeSchema } from './grade.js';
import { incidentTypeCodeSchema, resultCodeSchema } from './incident.js';
import { skillCodeSchema, unitKindSchema } from './unit.js';
import { baseStateSchema, statusCodeSchema } from './status-code.js';

/** `assumed` marks lines that a force must confirm. */
export const incidentTypeSchema = z.object({
  code: incidentTypeCodeSchema,
  label: z.string(),
  defaultGrade: gradeSchema,
  units: z.int(),
  skills: z.array(skillCodeSchema),
  assumed: z.boolean(),
});
export type IncidentType = z.infer<typeof incidentTypeSchema>;

export const skillSchema = z.object({
  code: skillCodeSchema,
  label: z.string(),
  assumed: z.boolean(),
});
export type Skill = z.infer<typeof skillSchema>;

export const resultCodeLineSchema = z.object({ code: resultCodeSchema, label: z.string() });
export type ResultCodeLine = z.infer<typeof resultCodeLineSchema>;

/** `GET /api/v1/reference`: the tables every screen needs, and what the map covers. */
export const referenceSchema = z.object({
  grades: z.array(
    z.object({
      grade: gradeSchema,
      label: z.string(),
      targetS: z.int(),
      warnS: z.int(),
      assumed: z.boolean(),
    }),
  ),
  statusCodes: z.array(
    z.object({ code: statusCodeSchema, label: z.string(), base: z.nullable(baseStateSchema) }),
  ),
  incidentTypes: z.array(incidentTypeSchema),
  skills: z.array(skillSchema),
  resultCodes: z.array(resultCodeLineSchema),
  unitKinds: z.array(unitKindSchema),
  areas: z.array(z.object({ code: z.string(), name: z.string() })),
});
export type Reference = z.infer<typeof referenceSchema>;

/** Skills a crew may hold. Names follow common UK usage; forces differ, so all are assumed. */
export const SKILLS: readonly Skill[] = [
  ['STO', 'Taser (specially trained officer)'],
  ['AFO', 'Authorised firearms officer'],
  ['ARV', 'Armed response vehicle crew'],
  ['DOG_GP', 'General purpose dog'],
  ['DOG_DRUG', 'Drugs dog'],
  ['MOE', 'Method of entry'],
  ['PSU2', 'Public order level 2'],
  ['SEARCH', 'Licensed search'],
  ['NEGOTIATOR', 'Negotiator'],
  ['SOIT', 'Sexual offences specialist'],
  ['MH_TRIAGE', 'Mental health triage'],
  ['D13', 'Enhanced first aid'],
  ['RPU', 'Roads policing'],
].map(([code = '', label = '']) => ({ code, label, assumed: true }));

type TypeRow = [
  code: string,
  label: string,
  grade: 'P1' | 'P2' | 'P3' | 'P4',
  units: number,
  skills: string[],
];

const TYPE_ROWS: readonly TypeRow[] = [
  ['ASSAULT', 'Violence in progress', 'P1', 2, []],
  ['BURGLARY_NOW', 'Burglary in progress', 'P1', 2, []],
  ['BURGLARY', 'Burglary, not in progress', 'P3', 1, []],
  ['ROBBERY', 'Robbery', 'P1', 2, []],
  ['FIREARMS', 'Firearms', 'P1', 2, ['AFO']],
  ['KNIFE', 'Person with a knife', 'P1', 2, ['STO']],
  ['DOMESTIC', 'Domestic incident', 'P1', 1, []],
  ['RTC_INJURY', 'Road collision with injury', 'P1', 1, []],
  ['RTC', 'Road collision, damage only', 'P2', 1, []],
  ['ASB', 'Anti-social behaviour', 'P3', 1, []],
  ['SUSPICIOUS', 'Suspicious circumstances', 'P2', 1, []],
  ['CONCERN', 'Concern for safety', 'P2', 1, []],
  ['MISSING', 'Missing person', 'P2', 1, []],
  ['THEFT', 'Theft', 'P3', 1, []],
  ['DAMAGE', 'Criminal damage', 'P3', 1, []],
  ['DRUGS', 'Drugs', 'P3', 1, []],
  ['ALARM', 'Alarm activation', 'P2', 1, []],
  ['ABANDONED_CALL', 'Abandoned 999 call', 'P2', 1, []],
  ['OTHER', 'Other', 'P4', 1, []],
];

/** Opening types, shaped after the National Standard for Incident Recording; the default grades are assumed. */
export const INCIDENT_TYPES: readonly IncidentType[] = TYPE_ROWS.map(
  ([code, label, defaultGrade, units, skills]) => ({
    code,
    label,
    defaultGrade,
    units,
    skills,
    assumed: true,
  }),
);

/** How an incident may end. */
export const RESULT_CODES: readonly ResultCodeLine[] = [
  ['ARREST', 'Arrest made'],
  ['REPORT', 'Crime recorded'],
  ['ADVICE', 'Advice given'],
  ['AREA_SEARCH', 'Area searched, no trace'],
  ['NO_OFFENCE', 'No offence disclosed'],
  ['FALSE_ALARM', 'False alarm, good intent'],
  ['HOAX', 'Hoax'],
  ['DUPLICATE', 'Duplicate of another incident'],
  ['OTHER_AGENCY', 'Passed to another agency'],
  ['NO_ATTENDANCE', 'Resolved without attendance'],
].map(([code = '', label = '']) => ({ code, label }));
