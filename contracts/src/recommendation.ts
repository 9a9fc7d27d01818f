import * as z from 'zod/mini';
import { idSchema, instantSchema, versionSchema } from './ids.js';
import { gradeSchema } from './grade.js';
import { callSignSchema, driverLevelSchema, heldSkillSchema, unitKindSchema } from './unit.js';
import { statusCodeSchema } from './status-code.js';

/** The one rule that kept a unit out of the ranking; the first in this order applies. */
export const exclusionRuleSchema = z.enum([
  'EMERGENCY',
  'STATUS_NOT_DEPLOYABLE',
  'NO_CREW',
  'ASSIGNED_THIS_INCIDENT',
  'ASSIGNED_NOT_DIVERTABLE',
  'REFUSED_THIS_INCIDENT',
  'KIND_NOT_SUITABLE',
  'SKILL_MISSING',
  'SKILL_EXPIRED',
  'DRIVER_NOT_TRAINED',
  'NO_POSITION',
  'POSITION_IN_FUTURE',
  'POSITION_TOO_OLD',
  'OFF_NETWORK',
  'UNREACHABLE',
  'BEYOND_BOUND',
]);
export type ExclusionRule = z.infer<typeof exclusionRuleSchema>;

/** Parts of a cost, integer milliseconds, each >= 0. */
export const costTermCodeSchema = z.enum([
  'ROAD',
  'MOBILISE',
  'FIX_AGE',
  'FIX_ACCURACY',
  'LATE_RISK',
  'PRE_EMPTION',
  'COVERAGE',
  'REST',
  'WORKLOAD',
]);
export type CostTermCode = z.infer<typeof costTermCodeSchema>;

export const costTermSchema = z.object({ code: costTermCodeSchema, ms: z.int().check(z.gte(0)) });
export type CostTerm = z.infer<typeof costTermSchema>;

export const freshnessSchema = z.enum(['fresh', 'ageing', 'stale']);
export type Freshness = z.infer<typeof freshnessSchema>;

/** A ranked unit; `costMs` is the sum of `terms`. `etaS` is mobilisation + road time, without penalties. */
export const candidateSchema = z.object({
  rank: z.int().check(z.gte(1)),
  unitId: idSchema,
  callSign: callSignSchema,
  kind: unitKindSchema,
  statusCode: statusCodeSchema,
  driverLevel: driverLevelSchema,
  skills: z.array(heldSkillSchema),
  costMs: z.int(),
  terms: z.array(costTermSchema),
  etaS: z.int(),
  fixAgeS: z.int(),
  freshness: freshnessSchema,
  /** P(arrive within the grade's target), rounded to 1/1000. */
  pInTarget: z.number(),
  /** Straight-line estimate because there was no road answer. */
  estimate: z.boolean(),
  /** Incident the unit would be taken from, if any. */
  divertsFromIncidentId: z.nullable(idSchema),
  divertsFromGrade: z.nullable(gradeSchema),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** A unit that is nearer by straight line than the last candidate, and why it is not offered. */
export const exclusionSchema = z.object({
  unitId: idSchema,
  callSign: callSignSchema,
  rule: exclusionRuleSchema,
  straightLineM: z.nullable(z.int()),
});
export type Exclusion = z.infer<typeof exclusionSchema>;

/** A ranking as one user saw it; `id` is that of the decision record. */
export const recommendationSchema = z.object({
  id: idSchema,
  incidentId: idSchema,
  incidentVersion: versionSchema,
  /** Op time of the ranking. */
  at: instantSchema,
  /** Event sequence and age of the picture it was made from. */
  seq: z.int(),
  method: z.enum(['road', 'estimate', 'none']),
  candidates: z.array(candidateSchema),
  nearerExcluded: z.array(exclusionSchema),
  counts: z.object({ onDuty: z.int(), offDuty: z.int(), eligible: z.int(), reached: z.int() }),
  excludedByRule: z.partialRecord(exclusionRuleSchema, z.int()),
  /** Why fewer units than required can be offered; empty when enough can. */
  shortfall: z.array(exclusionRuleSchema),
  hashes: z.object({
    graph: z.string(),
    profile: z.string(),
    config: z.string(),
    roster: z.string(),
  }),
});
export type Recommendation = z.infer<typeof recommendationSchema>;

/** `POST /api/v1/recommendations/:id/replay`. */
export const replayResultSchema = z.object({
  id: idSchema,
  identical: z.boolean(),
  differences: z.array(z.string()),
});
export type ReplayResult = z.infer<typeof replayResultSchema>;
