import * as z from 'zod/mini';
import { idSchema, instantSchema, versionSchema } from './ids.js';

/** Things whose state changes take a sequence number. */
export const entityKindSchema = z.enum([
  'contact',
  'incident',
  'unit',
  'assignment',
  'session',
  'account',
  'device',
  'clock',
  'closure',
  'publication',
  'roster',
]);
export type EntityKind = z.infer<typeof entityKindSchema>;

/** Every kind of event. Past tense, `entity.what-happened`. */
export const eventKindSchema = z.enum([
  'contact.recorded',
  'contact.linked',
  'contact.unlinked',
  'incident.opened',
  'incident.graded',
  'incident.located',
  'incident.required',
  'incident.noted',
  'incident.progressed',
  'incident.closed',
  'incident.reopened',
  'unit.rostered',
  'unit.status-set',
  'unit.status-corrected',
  'unit.message',
  'unit.assigned',
  'unit.released',
  'assignment.dispatched',
  'assignment.accepted',
  'assignment.refused',
  'assignment.arrived',
  'assignment.corrected',
  'assignment.released',
  'assignment.delivery-changed',
  'assignment.delivery-alarmed',
  'assignment.alarm-acknowledged',
  'session.opened',
  'session.ended',
  'account.created',
  'account.changed',
  'account.locked',
  'account.unlocked',
  'device.enrolled',
  'device.revoked',
  'clock.anchored',
  'closure.drawn',
  'closure.lifted',
  'publication.switched',
]);
export type EventKind = z.infer<typeof eventKindSchema>;

/** Codes of an event: ids, numbers, table codes. Never names, numbers of persons, free text or places. */
export const eventCodesSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);
export type EventCodes = z.infer<typeof eventCodesSchema>;

/** One committed state change. `seq` is dense and commit-ordered within an `epoch`. */
export const domainEventSchema = z.object({
  epoch: z.int(),
  seq: z.int(),
  kind: eventKindSchema,
  entity: entityKindSchema,
  entityId: idSchema,
  version: versionSchema,
  at: instantSchema,
  recordedAt: instantSchema,
  actorId: z.nullable(idSchema),
  codes: eventCodesSchema,
});
export type DomainEvent = z.infer<typeof domainEventSchema>;
