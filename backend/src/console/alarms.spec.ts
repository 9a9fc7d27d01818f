import { expect, it } from 'vitest';
import type { LoggedEvent } from '../platform/events/logged-event.js';
import { alarmsOf } from './alarms.js';

const at = new Date('2026-03-02T20:00:00.000Z');
const event = (
  kind: string,
  entity: { kind: string; id: string },
  codes: LoggedEvent['codes'],
): LoggedEvent => ({
  epoch: 2,
  seq: 7,
  kind,
  entity,
  version: 1,
  at,
  recordedAt: at,
  actor: { kind: 'user', id: 'u' },
  codes,
});
const incident = { kind: 'incident', id: 'i' };

it.each([
  ['incident.opened', incident, { grade: 'P1' }, 'NEW_P1'],
  ['incident.opened', incident, { grade: 'P2' }, undefined],
  ['incident.opened', incident, { grade: null }, undefined],
  ['incident.graded', incident, { grade: 'P1', fromGrade: 'P3' }, 'NEW_P1'],
  ['incident.graded', incident, { grade: 'P1', fromGrade: 'P1' }, undefined],
  ['unit.status-set', { kind: 'unit', id: 'x' }, { toStatus: 0 }, 'EMERGENCY'],
  ['unit.status-set', { kind: 'unit', id: 'x' }, { toStatus: 6 }, undefined],
  ['assignment.delivery-alarmed', { kind: 'assignment', id: 'a' }, {}, 'DELIVERY'],
  ['assignment.delivery-changed', { kind: 'assignment', id: 'a' }, {}, undefined],
])('%s of %o with %o is %s', (kind, entity, codes, alarm) => {
  expect(alarmsOf([event(kind, entity, codes)]).map((found) => found.kind)).toEqual(
    alarm === undefined ? [] : [alarm],
  );
});

it('names whom it concerns by what the event names, under an id that every node gives it', () => {
  const codes = { incidentId: 'i', unitId: 'x' };
  const [alarm] = alarmsOf([
    event('assignment.delivery-alarmed', { kind: 'assignment', id: 'a' }, codes),
  ]);
  expect(alarm).toEqual({
    id: '2-7',
    kind: 'DELIVERY',
    incidentId: 'i',
    unitId: 'x',
    assignmentId: 'a',
    at: at.toISOString(),
  });
});
