import * as z from 'zod/mini';
import { idSchema, instantSchema, versionSchema } from './ids.js';
import { gradeSchema } from './grade.js';
import { locationEvidenceSchema, placeInputSchema, placeViewSchema } from './location.js';
import { skillCodeSchema, unitKindSchema } from './unit.js';

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));

/** `new` has no grade yet; `open` waits for a unit; `assigned` has one on its way; `on_scene` has one there. */
export const incidentStateSchema = z.enum(['new', 'open', 'assigned', 'on_scene', 'closed']);
export type IncidentState = z.infer<typeof incidentStateSchema>;

/** Code of a line in the incident type table (`reference.ts`). */
export const incidentTypeCodeSchema = z.string().check(z.regex(/^[A-Z_]{3,24}$/));
export const resultCodeSchema = z.string().check(z.regex(/^[A-Z_]{3,24}$/));

/** What must be sent: how many units, which skills the crew must hold, which kinds are suitable (empty: any). */
export const requirementSchema = z.strictObject({
  units: z.int().check(z.gte(1), z.lte(10)),
  skills: z.array(skillCodeSchema).check(z.maxLength(8)),
  kinds: z.array(unitKindSchema),
});
export type Requirement = z.infer<typeof requirementSchema>;

export const channelSchema = z.enum(['999', '101', 'officer', 'alarm', 'other']);
export type Channel = z.infer<typeof channelSchema>;

/** The caller; all optional, all personal. */
export const callerSchema = z.strictObject({
  name: z.optional(text(120)),
  phone: z.optional(text(40)),
});

/** What turns a contact into an incident. Without `grade` the incident is `new`. */
export const incidentInputSchema = z.strictObject({
  typeCode: incidentTypeCodeSchema,
  place: placeInputSchema,
  grade: z.optional(gradeSchema),
  gradeReason: z.optional(text(400)),
  requirement: z.optional(requirementSchema),
});
export type IncidentInput = z.infer<typeof incidentInputSchema>;

/** `POST /api/v1/contacts`: one call. Give `incident` to open one, or `linkToIncidentId` to add the call to one. */
export const recordContactSchema = z.strictObject({
  channel: channelSchema,
  /** When the call was answered, op time; the server's op clock when absent. Never later than the op clock. */
  receivedAt: z.optional(instantSchema),
  caller: z.optional(callerSchema),
  narrative: z.string().check(z.maxLength(4000)),
  place: z.optional(placeInputSchema),
  incident: z.optional(incidentInputSchema),
  linkToIncidentId: z.optional(idSchema),
});
export type RecordContact = z.infer<typeof recordContactSchema>;

/** `POST /api/v1/incidents`: an incident for a contact that has none yet. */
export const openIncidentSchema = z.strictObject({
  contactId: idSchema,
  incident: incidentInputSchema,
});
export type OpenIncident = z.infer<typeof openIncidentSchema>;

export const gradeIncidentSchema = z.strictObject({
  grade: gradeSchema,
  reason: text(400),
  expectedVersion: z.optional(versionSchema),
});
export type GradeIncident = z.infer<typeof gradeIncidentSchema>;

export const locateIncidentSchema = z.strictObject({
  place: placeInputSchema,
  expectedVersion: z.optional(versionSchema),
});
export type LocateIncident = z.infer<typeof locateIncidentSchema>;

export const requireForIncidentSchema = z.strictObject({
  requirement: requirementSchema,
  expectedVersion: z.optional(versionSchema),
});
export type RequireForIncident = z.infer<typeof requireForIncidentSchema>;

export const noteIncidentSchema = z.strictObject({ text: text(4000) });
export type NoteIncident = z.infer<typeof noteIncidentSchema>;

export const closeIncidentSchema = z.strictObject({
  resultCode: resultCodeSchema,
  note: z.optional(text(4000)),
  expectedVersion: z.optional(versionSchema),
});
export type CloseIncident = z.infer<typeof closeIncidentSchema>;

export const reopenIncidentSchema = z.strictObject({ reason: text(400) });
export type ReopenIncident = z.infer<typeof reopenIncidentSchema>;

/** `POST /api/v1/contacts/:id/link` and `…/unlink`. */
export const linkContactSchema = z.strictObject({ incidentId: idSchema });
export type LinkContact = z.infer<typeof linkContactSchema>;

/** A row of the queue. Free text is not part of it; `callerCount` counts linked contacts. */
export const incidentViewSchema = z.object({
  id: idSchema,
  no: z.int(),
  version: versionSchema,
  state: incidentStateSchema,
  typeCode: incidentTypeCodeSchema,
  grade: z.nullable(gradeSchema),
  place: placeViewSchema,
  requirement: requirementSchema,
  openedAt: instantSchema,
  gradedAt: z.nullable(instantSchema),
  /** Arrival target by grade, op time; null until graded. */
  targetAt: z.nullable(instantSchema),
  firstAssignedAt: z.nullable(instantSchema),
  firstArrivedAt: z.nullable(instantSchema),
  closedAt: z.nullable(instantSchema),
  resultCode: z.nullable(resultCodeSchema),
  callerCount: z.int(),
  assignedUnitIds: z.array(idSchema),
});
export type IncidentView = z.infer<typeof incidentViewSchema>;

export const contactViewSchema = z.object({
  id: idSchema,
  no: z.int(),
  channel: channelSchema,
  receivedAt: instantSchema,
  caller: z.nullable(z.object({ name: z.nullable(z.string()), phone: z.nullable(z.string()) })),
  narrative: z.string(),
  place: z.nullable(placeViewSchema),
  incidentId: z.nullable(idSchema),
});
export type ContactView = z.infer<typeof contactViewSchema>;

/** One line of an incident's history. `text` only for notes and reasons, and only for roles that may read it. */
export const timelineEntrySchema = z.object({
  at: instantSchema,
  seq: z.nullable(z.int()),
  kind: z.string(),
  actorName: z.string(),
  codes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  text: z.nullable(z.string()),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** `GET /api/v1/incidents/:id`. */
export const incidentDetailSchema = z.object({
  incident: incidentViewSchema,
  contacts: z.array(contactViewSchema),
  evidence: z.array(locationEvidenceSchema),
  timeline: z.array(timelineEntrySchema),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

/** An open incident that this call may belong to; a suggestion, never a silent merge. */
export const linkSuggestionSchema = z.object({
  incidentId: idSchema,
  no: z.int(),
  typeCode: incidentTypeCodeSchema,
  grade: z.nullable(gradeSchema),
  distanceM: z.nullable(z.number()),
  ageS: z.int(),
  reasons: z.array(z.enum(['SAME_PLACE', 'NEAR', 'SAME_TYPE', 'SAME_CALLER', 'RECENT'])),
  score: z.number(),
});
export type LinkSuggestion = z.infer<typeof linkSuggestionSchema>;

/** Reply of `POST /api/v1/contacts` (201, sent after commit). */
export const contactResultSchema = z.object({
  contact: contactViewSchema,
  incident: z.nullable(incidentViewSchema),
  suggestions: z.array(linkSuggestionSchema),
});
export type ContactResult = z.infer<typeof contactResultSchema>;

/** `GET /api/v1/incidents`: those not closed, or a page of closed ones before number `beforeNo`, newest first. */
export const incidentListQuerySchema = z.object({
  state: z._default(z.enum(['open', 'closed']), 'open'),
  beforeNo: z._default(z.coerce.number().check(z.int(), z.gte(1)), 2_147_483_647),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(500)), 100),
});
export type IncidentListQuery = z.infer<typeof incidentListQuerySchema>;
