import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssignmentState, IncidentState } from '@muster/contracts';
import {
  incidentStateFor,
  INCIDENT_STEPS,
  nextIncidentState,
  type IncidentCommand,
} from './incident-lifecycle.js';
import { nextAssignmentState, type AssignmentCommand } from './assignment-lifecycle.js';

const states = Object.keys(INCIDENT_STEPS) as IncidentState[];
const assignmentStates: AssignmentState[] = ['dispatched', 'en_route', 'on_scene', 'released'];
const commands: AssignmentCommand[] = [
  'accept',
  'arrive',
  'unarrive',
  'complete',
  'refuse',
  'stand_down',
  'divert',
  'close',
  'emergency',
];

describe('incident life cycle', () => {
  it('takes an incident from call to closure and back', () => {
    const path: [IncidentCommand, IncidentState][] = [
      ['grade', 'open'],
      ['assign', 'assigned'],
      ['arrive', 'on_scene'],
      ['unassign', 'open'],
      ['close', 'closed'],
      ['reopen', 'open'],
    ];
    let state: IncidentState = 'new';
    for (const [command, expected] of path) {
      const step = nextIncidentState(state, command);
      expect(step).toEqual({ ok: true, next: expected });
      state = expected;
    }
  });

  it('sends nobody to an ungraded or closed incident', () => {
    for (const state of ['new', 'closed'] as const) {
      expect(nextIncidentState(state, 'assign')).toEqual({
        ok: false,
        reason: 'ILLEGAL_TRANSITION',
      });
    }
  });

  it('closes from every state but closed', () => {
    for (const state of states) {
      expect(nextIncidentState(state, 'close').ok).toBe(state !== 'closed');
    }
  });

  it('agrees with the state derived from the assignments after any steps of any of them', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            unit: fc.integer({ min: 0, max: 3 }),
            command: fc.constantFrom('assign' as const, ...commands),
          }),
          { maxLength: 30 },
        ),
        (steps) => {
          const held: AssignmentState[] = ['released', 'released', 'released', 'released'];
          let state: IncidentState = 'open';
          for (const { unit, command } of steps) {
            const before = held[unit] ?? 'released';
            if (command === 'assign') {
              if (before === 'released') held[unit] = 'dispatched';
            } else {
              const step = nextAssignmentState(before, command);
              if (step.ok) held[unit] = step.next;
            }
            const derived = incidentStateFor(held, true, false);
            if (derived === state) continue;
            const lawful = (['assign', 'arrive', 'depart', 'unassign'] as const).some(
              (candidate) => {
                const step = nextIncidentState(state, candidate);
                return step.ok && step.next === derived;
              },
            );
            expect(lawful, `${state} -> ${derived}`).toBe(true);
            state = derived;
          }
        },
      ),
    );
  });

  it('derives the state of every combination', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...assignmentStates)),
        fc.boolean(),
        fc.boolean(),
        (held, graded, closed) => {
          const state = incidentStateFor(held, graded, closed);
          expect(state === 'closed').toBe(closed);
          if (closed) return;
          expect(state === 'on_scene').toBe(held.includes('on_scene'));
          const travelling = held.some((s) => s === 'dispatched' || s === 'en_route');
          expect(state === 'assigned').toBe(travelling && !held.includes('on_scene'));
        },
      ),
    );
  });
});
