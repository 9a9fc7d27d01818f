import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssignmentState } from '@muster/contracts';
import {
  ASSIGNMENT_STEPS,
  nextAssignmentState,
  RELEASE_REASONS,
  type AssignmentCommand,
} from './assignment-lifecycle.js';
import { DELIVERY_ORDER, hasReached, nextDeliveryState } from './delivery-lifecycle.js';

const states = Object.keys(ASSIGNMENT_STEPS) as AssignmentState[];
const commands = [
  'accept',
  'arrive',
  'unarrive',
  ...(Object.keys(RELEASE_REASONS) as AssignmentCommand[]),
] as AssignmentCommand[];

describe('assignment life cycle', () => {
  it('never leaves released', () => {
    for (const command of commands) {
      expect(nextAssignmentState('released', command).ok).toBe(false);
    }
  });

  it('gives a release reason exactly when it releases', () => {
    for (const state of states) {
      for (const command of commands) {
        const step = nextAssignmentState(state, command);
        if (step.ok) expect(step.releaseReason !== null).toBe(step.next === 'released');
      }
    }
  });

  it('does not divert a unit from a scene, and keeps one in emergency there', () => {
    expect(nextAssignmentState('on_scene', 'divert').ok).toBe(false);
    expect(nextAssignmentState('on_scene', 'emergency')).toMatchObject({ next: 'on_scene' });
    expect(nextAssignmentState('en_route', 'emergency')).toEqual({
      ok: true,
      next: 'released',
      releaseReason: 'emergency',
    });
  });
});

describe('delivery', () => {
  it('ends at the highest stage reported, whatever the order and however often', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...DELIVERY_ORDER)), (reports) => {
        const end = reports.reduce(
          (state, report) => {
            const step = nextDeliveryState(state, report);
            return step.ok ? step.next : state;
          },
          DELIVERY_ORDER[0] as (typeof DELIVERY_ORDER)[number],
        );
        const highest = Math.max(0, ...reports.map((report) => DELIVERY_ORDER.indexOf(report)));
        expect(DELIVERY_ORDER.indexOf(end)).toBe(highest);
        expect(hasReached(end, 'received')).toBe(highest >= 2);
      }),
    );
  });
});
