import * as z from 'zod/mini';
import { idSchema, instantSchema, versionSchema } from './ids.js';
import { latLonSchema } from './geo.js';
import { baseStateSchema, statusCodeSchema } from './status-code.js';

/** What a unit is, for the map symbol and for suitability. */
export const unitKindSchema = z.enum([
  'response',
  'neighbourhood',
  'roads',
  'firearms',
  'dog',
  'pcso',
  'supervisor',
]);
export type UnitKind = z.infer<typeof unitKindSchema>;

/** Driver training of a crew member; only `response` and `advanced` may use blue lights. */
export const driverLevelSchema = z.enum(['none', 'standard', 'response', 'advanced']);
export type DriverLevel = z.infer<typeof driverLevelSchema>;

/** Short code of a skill, for example `AFO`; the table is in `reference.ts`. */
export const skillCodeSchema = z.string().check(z.regex(/^[A-Z0-9_]{2,12}$/));
export const callSignSchema = z.string().check(z.regex(/^[A-Z0-9-]{2,12}$/));

/** A skill held by an officer until `expiresAt` (null: no expiry). */
export const heldSkillSchema = z.strictObject({
  code: skillCodeSchema,
  expiresAt: z.nullable(instantSchema),
});
export type HeldSkill = z.infer<typeof heldSkillSchema>;

/** Newest position of a unit as consoles see it. `ageS` is for the moment of the snapshot. */
export const unitPositionSchema = z.object({
  ...latLonSchema.shape,
  fixAt: instantSchema,
  accuracyM: z.nullable(z.number()),
  courseDeg: z.nullable(z.number()),
  speedMps: z.nullable(z.number()),
});
export type UnitPosition = z.infer<typeof unitPositionSchema>;

/** A unit on the board. `no` is the small number used in binary position frames. */
export const unitViewSchema = z.object({
  id: idSchema,
  no: z.int(),
  version: versionSchema,
  callSign: callSignSchema,
  kind: unitKindSchema,
  areaCode: z.string(),
  statusCode: statusCodeSchema,
  base: baseStateSchema,
  statusSince: instantSchema,
  crewSize: z.int(),
  driverLevel: driverLevelSchema,
  /** When the best driver's blue-light authority lapses; null: no expiry. */
  driverExpiresAt: z.nullable(instantSchema),
  shiftEndsAt: z.nullable(instantSchema),
  skills: z.array(heldSkillSchema),
  assignmentId: z.nullable(idSchema),
  incidentId: z.nullable(idSchema),
  emergency: z.boolean(),
});
export type UnitView = z.infer<typeof unitViewSchema>;

/** `POST /api/v1/units/:id/status`: a dispatcher sets or corrects a status. */
export const setUnitStatusSchema = z.strictObject({
  statusCode: statusCodeSchema,
  expectedVersion: z.optional(versionSchema),
  /** Needed when the change is not a step of the normal life cycle. */
  reason: z.optional(z.string().check(z.minLength(3), z.maxLength(200))),
});
export type SetUnitStatus = z.infer<typeof setUnitStatusSchema>;
