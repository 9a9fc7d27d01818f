import { randomUUID } from 'node:crypto';
import type { Grade, IncidentInput, PlaceView, Requirement } from '@muster/contracts';
import { gradeRule, INCIDENT_TYPES, SKILLS } from '@muster/contracts';
import {
  done,
  refused,
  type CommandTransaction,
  type Outcome,
} from '../platform/database/unit-of-work.js';
import type { PlaceRefusal, PlacesService } from '../roads/places.service.js';
import { chooseEvidence } from './storage/evidence-rows.js';
import { insertIncident, type IncidentRow } from './storage/incident-rows.js';
import { insertNote } from './storage/note-rows.js';

export type IncidentRefusal =
  PlaceRefusal | 'SKILL_UNKNOWN' | 'VALIDATION_FAILED' | 'REASON_REQUIRED';

/** An incident input with its place resolved and its tables looked up; nothing is stored yet. */
export interface IncidentDraft {
  typeCode: string;
  place: PlaceView;
  givenText: string | null;
  grade: Grade | null;
  gradeReason: string | null;
  requirement: Requirement;
}

/** Checks an input against the tables and the map, before any transaction begins. */
export function draftIncident(
  places: PlacesService,
  input: IncidentInput,
): Outcome<IncidentDraft, IncidentRefusal> {
  const type = INCIDENT_TYPES.find((entry) => entry.code === input.typeCode);
  if (!type) return refused('VALIDATION_FAILED', { field: 'typeCode' });
  const requirement = input.requirement ?? { units: type.units, skills: type.skills, kinds: [] };
  const unknown = unknownSkill(requirement);
  if (unknown !== undefined) return refused('SKILL_UNKNOWN', { skill: unknown });
  const place = places.resolve(input.place);
  if (!place.ok) return place;
  return done({
    typeCode: type.code,
    place: place.value,
    givenText: 'text' in input.place ? (input.place.text ?? null) : null,
    grade: input.grade ?? null,
    gradeReason: input.gradeReason ?? null,
    requirement,
  });
}

/** First skill code of a requirement that the table lacks. */
export function unknownSkill(requirement: Requirement): string | undefined {
  return requirement.skills.find((code) => !SKILLS.some((skill) => skill.code === code));
}

/** Arrival target: the clock starts when the call was received. */
export function targetAt(receivedAt: Date, grade: Grade): Date {
  return new Date(receivedAt.getTime() + gradeRule(grade).targetS * 1000);
}

/** Inserts the incident with its first evidence, and records `incident.opened` (and `incident.graded`). */
export async function openFromDraft(
  tx: CommandTransaction,
  draft: IncidentDraft,
  receivedAt: Date,
): Promise<IncidentRow> {
  const row = await insertIncident(tx.db, {
    id: randomUUID(),
    state: draft.grade ? 'open' : 'new',
    typeCode: draft.typeCode,
    grade: draft.grade,
    place: draft.place,
    requirement: draft.requirement,
    receivedAt,
    openedAt: tx.at,
    gradedAt: draft.grade ? tx.at : null,
    targetAt: draft.grade ? targetAt(receivedAt, draft.grade) : null,
  });
  await chooseEvidence(tx.db, {
    id: randomUUID(),
    incidentId: row.id,
    place: draft.place,
    givenText: draft.givenText,
    at: tx.at,
  });
  const noteId =
    draft.gradeReason === null ? null : await keepReason(tx, row.id, draft.gradeReason);
  tx.record({
    kind: 'incident.opened',
    entity: { kind: 'incident', id: row.id },
    fromVersion: null,
    toVersion: 1,
    fields: ['state', 'typeCode', 'grade', 'place', 'requirement'],
    codes: {
      typeCode: row.type_code,
      grade: row.grade,
      located: row.lat !== null,
      ...(noteId ? { noteId } : {}),
    },
  });
  return row;
}

async function keepReason(
  tx: CommandTransaction,
  incidentId: string,
  text: string,
): Promise<string> {
  const id = randomUUID();
  await insertNote(tx.db, { id, incidentId, at: tx.at, authorId: tx.actor.id, text });
  return id;
}
