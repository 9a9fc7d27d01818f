import * as z from 'zod/mini';
import { idSchema, instantSchema } from './ids.js';

/**
 * One GPS fix as a device reports it. `seq` rises by one for each fix the device makes;
 * (device, fixAt, seq) identifies a fix for ever. Plausibility is judged by `cleanFix`, not here,
 * so latitude and longitude are only required to be numbers.
 */
export const positionFixSchema = z.strictObject({
  fixAt: instantSchema,
  seq: z.int().check(z.gte(0), z.lte(2_147_483_647)),
  lat: z.number(),
  lon: z.number(),
  accuracyM: z.optional(z.nullable(z.number().check(z.gte(0)))),
  speedMps: z.optional(z.nullable(z.number())),
  courseDeg: z.optional(z.nullable(z.number())),
  batteryPct: z.optional(z.nullable(z.number())),
  mock: z.optional(z.boolean()),
});
export type PositionFix = z.infer<typeof positionFixSchema>;

/** `POST /api/v1/device/positions` and socket event `positions`: oldest first. */
export const positionBatchSchema = z.strictObject({
  fixes: z.array(positionFixSchema).check(z.minLength(1), z.maxLength(500)),
});
export type PositionBatch = z.infer<typeof positionBatchSchema>;

/** Fixes of many devices in one request; for an AVL gateway with role `integration`. */
export const positionFeedSchema = z.strictObject({
  fixes: z
    .array(z.extend(positionFixSchema, { deviceId: idSchema }))
    .check(z.minLength(1), z.maxLength(2000)),
});
export type PositionFeed = z.infer<typeof positionFeedSchema>;

/** Why a fix was kept out of the picture. Refused fixes are counted by reason. */
export const fixRefusalSchema = z.enum([
  'NOT_A_NUMBER',
  'OUT_OF_RANGE',
  'NULL_ISLAND',
  'SWAPPED_LAT_LON',
  'OUTSIDE_AREA',
  'IN_FUTURE',
  'TOO_OLD',
  'TELEPORT',
  'MOCKED',
  /** A gateway spoke for a device that is not enrolled. */
  'UNKNOWN_DEVICE',
]);
export type FixRefusal = z.infer<typeof fixRefusalSchema>;

/** Sent after commit: every accepted fix is in the database. `duplicates` were there already. */
export const positionAckSchema = z.object({
  ok: z.literal(true),
  accepted: z.int(),
  duplicates: z.int(),
  refused: z.array(z.object({ index: z.int(), reason: fixRefusalSchema })),
});
export type PositionAck = z.infer<typeof positionAckSchema>;
