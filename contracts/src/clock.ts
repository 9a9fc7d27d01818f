import * as z from 'zod/mini';
import { instantSchema } from './ids.js';

/** op = anchorOp + (wall − anchorWall) × speed; both in UTC. `speed` differs from 1 only in TRAINING. */
export const clockAnchorSchema = z.object({
  anchorOp: instantSchema,
  anchorWall: instantSchema,
  speed: z.number().check(z.gt(0), z.lte(600)),
  training: z.boolean(),
});
export type ClockAnchor = z.infer<typeof clockAnchorSchema>;

/** `GET /api/v1/clock`: the anchor, and the server's wall clock so that a client can see its own skew. */
export const clockViewSchema = z.object({
  anchor: clockAnchorSchema,
  wall: instantSchema,
  op: instantSchema,
});
export type ClockView = z.infer<typeof clockViewSchema>;

/** `POST /api/v1/clock`: change of speed, TRAINING only. */
export const setSpeedSchema = z.strictObject({ speed: z.number().check(z.gt(0), z.lte(60)) });
export type SetSpeed = z.infer<typeof setSpeedSchema>;

/** Op time in epoch milliseconds at a wall time in epoch milliseconds. */
export function opMsAt(anchor: ClockAnchor, wallMs: number): number {
  return Math.round(
    Date.parse(anchor.anchorOp) + (wallMs - Date.parse(anchor.anchorWall)) * anchor.speed,
  );
}
