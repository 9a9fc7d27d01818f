import * as z from 'zod/mini';
import { idSchema, instantSchema } from './ids.js';
import { callSignSchema, driverLevelSchema, heldSkillSchema, unitKindSchema } from './unit.js';

/** Warrant or staff number that identifies an officer on the radio. */
export const collarNoSchema = z.string().check(z.regex(/^[A-Z0-9]{2,10}$/));

/** One officer; `driverExpiresAt` is when blue-light authority lapses without a refresher (RTRA 1984 s.87 practice). */
export const rosterOfficerSchema = z.strictObject({
  collarNo: collarNoSchema,
  displayName: z.string().check(z.minLength(1), z.maxLength(80)),
  driverLevel: driverLevelSchema,
  driverExpiresAt: z.nullable(instantSchema),
  skills: z.array(heldSkillSchema).check(z.maxLength(40)),
});
export type RosterOfficer = z.infer<typeof rosterOfficerSchema>;

/** One unit with its crew for a tour of duty. */
export const rosterUnitSchema = z.strictObject({
  callSign: callSignSchema,
  kind: unitKindSchema,
  areaCode: z.string().check(z.minLength(1), z.maxLength(20)),
  crew: z.array(collarNoSchema).check(z.maxLength(8)),
  shiftStartsAt: instantSchema,
  shiftEndsAt: instantSchema,
  /** A state, not a message: 1–11. */
  statusCode: z.int().check(z.gte(1), z.lte(11)),
});
export type RosterUnit = z.infer<typeof rosterUnitSchema>;

/** `POST /api/v1/roster`: upsert by collar number and call sign; a unit on an assignment keeps its status. */
export const rosterSchema = z.strictObject({
  officers: z.array(rosterOfficerSchema).check(z.maxLength(5000)),
  units: z.array(rosterUnitSchema).check(z.maxLength(5000)),
});
export type Roster = z.infer<typeof rosterSchema>;

export const rosterResultSchema = z.object({
  officers: z.int(),
  units: z.array(z.object({ id: idSchema, no: z.int(), callSign: callSignSchema })),
});
export type RosterResult = z.infer<typeof rosterResultSchema>;
