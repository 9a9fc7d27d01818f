import type { AssignmentState, IncidentState } from '@muster/contracts';
import { stepIn, type Step, type StepTable } from './step-table.js';

/**
 * What moves an incident. `assign`, `arrive`, `depart` and `unassign` follow from its assignments:
 * a unit sent, the first one there, the last one there gone while others travel, and none left.
 */
export type IncidentCommand =
  | 'grade'
  | 'amend'
  | 'assign'
  | 'arrive'
  | 'depart'
  | 'unassign'
  | 'close'
  | 'reopen'
  | 'reopenUngraded';

/** An incident without a grade cannot be given a unit; a closed one can only be opened again. */
export const INCIDENT_STEPS: StepTable<IncidentState, IncidentCommand> = {
  new: { grade: 'open', amend: 'new', close: 'closed' },
  open: { grade: 'open', amend: 'open', assign: 'assigned', close: 'closed' },
  assigned: {
    grade: 'assigned',
    amend: 'assigned',
    assign: 'assigned',
    arrive: 'on_scene',
    unassign: 'open',
    close: 'closed',
  },
  on_scene: {
    grade: 'on_scene',
    amend: 'on_scene',
    assign: 'on_scene',
    arrive: 'on_scene',
    depart: 'assigned',
    unassign: 'open',
    close: 'closed',
  },
  closed: { reopen: 'open', reopenUngraded: 'new' },
};

/** The state after a command, or `ILLEGAL_TRANSITION`. */
export function nextIncidentState(
  state: IncidentState,
  command: IncidentCommand,
): Step<IncidentState> {
  return stepIn(INCIDENT_STEPS, state, command);
}

/** The state an incident must be in, given the states of its assignments (released ones do not count). */
export function incidentStateFor(
  assignments: readonly AssignmentState[],
  graded: boolean,
  closed: boolean,
): IncidentState {
  if (closed) return 'closed';
  if (assignments.includes('on_scene')) return 'on_scene';
  if (assignments.some((state) => state !== 'released')) return 'assigned';
  return graded ? 'open' : 'new';
}
