import type { AssignmentState, ReleaseReason } from '@muster/contracts';
import { stepIn, type StepTable } from './step-table.js';

/** What moves an assignment. `unarrive` corrects an arrival that was reported by mistake. */
export type AssignmentCommand =
  | 'accept'
  | 'arrive'
  | 'unarrive'
  | 'complete'
  | 'refuse'
  | 'stand_down'
  | 'divert'
  | 'close'
  | 'emergency';

/**
 * A crew may refuse until it has arrived, for a vehicle can fail on the way. A unit at a scene is
 * never diverted, and its emergency leaves it there: that is where help must go.
 */
export const ASSIGNMENT_STEPS: StepTable<AssignmentState, AssignmentCommand> = {
  dispatched: {
    accept: 'en_route',
    arrive: 'on_scene',
    refuse: 'released',
    stand_down: 'released',
    divert: 'released',
    close: 'released',
    emergency: 'released',
  },
  en_route: {
    arrive: 'on_scene',
    refuse: 'released',
    stand_down: 'released',
    divert: 'released',
    close: 'released',
    emergency: 'released',
  },
  on_scene: {
    unarrive: 'en_route',
    complete: 'released',
    stand_down: 'released',
    close: 'released',
    emergency: 'on_scene',
  },
  released: {},
};

/** The reason stored when a command releases an assignment. */
export const RELEASE_REASONS: Readonly<Partial<Record<AssignmentCommand, ReleaseReason>>> = {
  complete: 'completed',
  refuse: 'refused',
  stand_down: 'stood_down',
  divert: 'diverted',
  close: 'incident_closed',
  emergency: 'emergency',
};

export type AssignmentStep =
  | {
      readonly ok: true;
      readonly next: AssignmentState;
      /** Set exactly when `next` is `released`. */
      readonly releaseReason: ReleaseReason | null;
    }
  | { readonly ok: false; readonly reason: 'ILLEGAL_TRANSITION' };

/** The state after a command, with the release reason when it ends the assignment. */
export function nextAssignmentState(
  state: AssignmentState,
  command: AssignmentCommand,
): AssignmentStep {
  const step = stepIn(ASSIGNMENT_STEPS, state, command);
  if (!step.ok) return step;
  const releaseReason = step.next === 'released' ? (RELEASE_REASONS[command] ?? null) : null;
  return { ok: true, next: step.next, releaseReason };
}
