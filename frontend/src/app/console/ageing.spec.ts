import type { IncidentView } from '@muster/contracts';
import { ageingOf, isUnassigned } from './ageing.js';
import { inQueueOrder, nextUnassigned } from './queue-order.js';

const START_MS = Date.parse('2026-11-25T08:00:00.000Z');
const at = (seconds: number): string => new Date(START_MS + seconds * 1000).toISOString();
let made = 0;

function incident(over: Partial<IncidentView> = {}): IncidentView {
  made += 1;
  return {
    id: `${String(made).padStart(8, '0')}-0000-4000-8000-000000000000`,
    no: 1400 + made,
    version: 1,
    state: 'open',
    typeCode: 'ASSAULT',
    grade: 'P1',
    place: { source: 'unknown', label: '', point: null },
    requirement: { units: 1, skills: [], kinds: [] },
    openedAt: at(0),
    gradedAt: at(0),
    targetAt: at(900),
    firstAssignedAt: null,
    firstArrivedAt: null,
    closedAt: null,
    resultCode: null,
    callerCount: 1,
    assignedUnitIds: [],
    ...over,
  };
}
const level = (view: IncidentView, seconds: number) =>
  ageingOf(view, 60, START_MS + seconds * 1000).level;

describe('ageingOf', () => {
  it('is due when unassigned longer than the grade allows, late after the target', () => {
    expect([59, 60, 900, 901].map((seconds) => level(incident(), seconds))).toEqual([
      'calm',
      'due',
      'due',
      'late',
    ]);
  });

  it('does not age by the warning once a unit is assigned', () => {
    const assigned = incident({ state: 'assigned', assignedUnitIds: ['u'] });
    expect(level(assigned, 300)).toBe('calm');
    expect(level(assigned, 901)).toBe('late');
  });

  it('stops at the first arrival and remembers whether it was in time', () => {
    const inTime = incident({ state: 'on_scene', firstArrivedAt: at(600) });
    expect(ageingOf(inTime, 60, START_MS + 5e6)).toMatchObject({ level: 'met', elapsedS: 600 });
    expect(level(incident({ state: 'on_scene', firstArrivedAt: at(1000) }), 2000)).toBe('late');
  });

  it('has no target while ungraded, but warns', () => {
    const ungraded = incident({ state: 'new', grade: null, targetAt: null });
    expect(ageingOf(ungraded, 60, START_MS + 61_000)).toMatchObject({
      level: 'due',
      targetS: null,
      share: 0,
    });
  });

  it('counts an incident whose units were all released as unassigned', () => {
    expect(isUnassigned(incident({ state: 'on_scene', assignedUnitIds: [] }))).toBe(true);
    expect(isUnassigned(incident({ state: 'closed', assignedUnitIds: [] }))).toBe(false);
  });
});

describe('queue order', () => {
  const waitingP2 = incident({ grade: 'P2', openedAt: at(-500) });
  const youngP1 = incident({ openedAt: at(0) });
  const oldP1 = incident({ openedAt: at(-100) });
  const ungraded = incident({ grade: null, state: 'new', openedAt: at(-50) });
  const sentP1 = incident({ state: 'assigned', assignedUnitIds: ['u'], openedAt: at(-900) });
  const all = [sentP1, waitingP2, youngP1, ungraded, oldP1];

  it('puts unassigned first, by grade, longest waiting first; ungraded counts as P1', () => {
    expect(inQueueOrder(all)).toEqual([oldP1, ungraded, youngP1, waitingP2, sentP1]);
  });

  it('goes round the unassigned ones', () => {
    const queue = inQueueOrder(all);
    expect(nextUnassigned(queue, null)).toBe(oldP1);
    expect(nextUnassigned(queue, oldP1.id)).toBe(ungraded);
    expect(nextUnassigned(queue, waitingP2.id)).toBe(oldP1);
    expect(nextUnassigned(queue, sentP1.id)).toBe(oldP1);
    expect(nextUnassigned([sentP1], null)).toBeUndefined();
  });
});
