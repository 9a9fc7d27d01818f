import * as z from 'zod/mini';
import { idSchema, instantSchema } from './ids.js';
import { boundsSchema } from './geo.js';
import { clockAnchorSchema, type ClockView } from './clock.js';
import { errorBodySchema, type ErrorBody } from './error-code.js';
import { eventKindSchema } from './domain-event.js';
import { incidentViewSchema } from './incident.js';
import { unitPositionSchema, unitViewSchema } from './unit.js';
import { assignmentOrderSchema, assignmentViewSchema } from './assignment.js';
import { recommendationSchema, type Recommendation } from './recommendation.js';
import type { PositionAck, PositionBatch } from './position.js';

/** Socket namespaces. The handshake carries `auth: {ticket}`; a ticket works once. */
export const CONSOLE_NAMESPACE = '/console';
export const DEVICE_NAMESPACE = '/device';

/** One changed thing in a console's scope; `removed` when it left the scope (closed, released). */
export const scopeChangeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('incident'),
    id: idSchema,
    version: z.int(),
    removed: z.boolean(),
    view: incidentViewSchema,
  }),
  z.object({
    kind: z.literal('unit'),
    id: idSchema,
    version: z.int(),
    removed: z.boolean(),
    view: unitViewSchema,
  }),
  z.object({
    kind: z.literal('assignment'),
    id: idSchema,
    version: z.int(),
    removed: z.boolean(),
    view: assignmentViewSchema,
  }),
]);
export type ScopeChange = z.infer<typeof scopeChangeSchema>;

/**
 * Facts of one committed command, for one subscription. `prev` is the last seq of the frame before;
 * when it is not what the client holds, something was missed and the client asks for `resync`.
 */
export const factFrameSchema = z.object({
  epoch: z.int(),
  prev: z.int(),
  seq: z.int(),
  kinds: z.array(eventKindSchema),
  changes: z.array(scopeChangeSchema),
});
export type FactFrame = z.infer<typeof factFrameSchema>;

/** Everything in scope at `seq`: incidents not closed, all units, active assignments. */
export const consoleSnapshotSchema = z.object({
  epoch: z.int(),
  seq: z.int(),
  anchor: clockAnchorSchema,
  wall: instantSchema,
  incidents: z.array(incidentViewSchema),
  units: z.array(unitViewSchema),
  assignments: z.array(assignmentViewSchema),
  positions: z.array(z.object({ unitId: idSchema, position: unitPositionSchema })),
});
export type ConsoleSnapshot = z.infer<typeof consoleSnapshotSchema>;

/** Every five seconds of wall time. `hash` is `scopeHash` of the scope at `upTo`. */
export const heartbeatSchema = z.object({
  epoch: z.int(),
  upTo: z.int(),
  hash: z.string(),
  wall: instantSchema,
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

/** Something a human must act on; it stays until acknowledged. */
export const alarmSchema = z.object({
  id: z.string(),
  kind: z.enum(['NEW_P1', 'DELIVERY', 'EMERGENCY', 'OVERDUE']),
  incidentId: z.nullable(idSchema),
  unitId: z.nullable(idSchema),
  assignmentId: z.nullable(idSchema),
  at: instantSchema,
});
export type Alarm = z.infer<typeof alarmSchema>;

export const watchSchema = z.strictObject({
  incidentIds: z.array(idSchema).check(z.maxLength(20)),
});
export type Watch = z.infer<typeof watchSchema>;
export const viewportSchema = z.strictObject({
  bounds: boundsSchema,
  zoom: z.int().check(z.gte(0), z.lte(22)),
});
export type Viewport = z.infer<typeof viewportSchema>;
export const resyncSchema = z.strictObject({ epoch: z.int(), seq: z.int().check(z.gte(0)) });
export type Resync = z.infer<typeof resyncSchema>;

/** Reply of a resync: the missed frames when they are few and of this epoch, else a snapshot. */
export const resyncReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('frames'), frames: z.array(factFrameSchema) }),
  z.object({ kind: z.literal('snapshot'), snapshot: consoleSnapshotSchema }),
]);
export type ResyncReply = z.infer<typeof resyncReplySchema>;

/** A refused socket event. */
export const nackSchema = z.object({ ok: z.literal(false), error: errorBodySchema });
export type Nack = z.infer<typeof nackSchema>;
/** What an acknowledged socket event answers. */
export type SocketReply<T> = { ok: true; value: T } | { ok: false; error: ErrorBody };

/** Console → server. `subscribe` answers with a snapshot and starts the facts. */
export interface ConsoleToServer {
  subscribe: (
    body: Record<string, never>,
    reply: (answer: SocketReply<ConsoleSnapshot>) => void,
  ) => void;
  resync: (body: Resync, reply: (answer: SocketReply<ResyncReply>) => void) => void;
  watch: (body: Watch, reply: (answer: SocketReply<null>) => void) => void;
  viewport: (body: Viewport, reply: (answer: SocketReply<null>) => void) => void;
}

/** Server → console. `positions` is a binary frame (`position-frame.ts`), newest per unit, volatile. */
export interface ServerToConsole {
  facts: (frame: FactFrame) => void;
  heartbeat: (beat: Heartbeat) => void;
  positions: (frame: ArrayBuffer) => void;
  recommendation: (recommendation: Recommendation) => void;
  alarm: (alarm: Alarm) => void;
  clock: (clock: ClockView) => void;
}

/** What a device is told on connect and after each change of its own unit. */
export const deviceStateSchema = z.object({
  epoch: z.int(),
  seq: z.int(),
  clock: z.object({ anchor: clockAnchorSchema, wall: instantSchema, op: instantSchema }),
  unit: unitViewSchema,
  orders: z.array(assignmentOrderSchema),
});
export type DeviceState = z.infer<typeof deviceStateSchema>;

/** Device → server. `positions` is acknowledged after commit; a nack `SHED` or `RATE_LIMITED` means send again. */
export interface DeviceToServer {
  positions: (body: PositionBatch, reply: (answer: PositionAck | Nack) => void) => void;
}

/** Server → device. An order is sent again until its receipt; the device drops what it has by (assignment, version). */
export interface ServerToDevice {
  state: (state: DeviceState) => void;
  order: (order: z.infer<typeof assignmentOrderSchema>) => void;
  clock: (clock: ClockView) => void;
}

/** Schemas of server-to-console messages, for the generated documentation and for clients that check. */
export const SERVER_TO_CONSOLE_SCHEMAS = {
  facts: factFrameSchema,
  heartbeat: heartbeatSchema,
  recommendation: recommendationSchema,
  alarm: alarmSchema,
} as const;

/** Body of `subscribe`: nothing yet; the scope follows from the role. */
export const subscribeSchema = z.strictObject({});
