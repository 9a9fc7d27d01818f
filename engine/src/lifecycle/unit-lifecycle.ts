import type { AssignmentState, BaseState, StatusCode } from '@muster/contracts';
import { statusRule } from '@muster/contracts';
import type { AssignmentCommand } from './assignment-lifecycle.js';

/** What the life cycle needs to know of a unit. */
export interface UnitStanding {
  /** 0–11; message codes are never stored as a status. */
  readonly statusCode: StatusCode;
  readonly emergency: boolean;
  /** State of its active assignment, or null. */
  readonly assignment: Exclude<AssignmentState, 'released'> | null;
}

export interface StatusReport {
  readonly statusCode: StatusCode;
  readonly by: 'crew' | 'dispatcher';
  /** A dispatcher gave a reason; that alone permits a step outside the normal life cycle. */
  readonly hasReason: boolean;
}

/**
 * Normal steps between base states. Anything else is a correction: a dispatcher's, with a reason.
 * `en_route` and `on_scene` are reached from wherever an assignment found the unit.
 */
export const UNIT_STEPS: Readonly<Record<BaseState, readonly BaseState[]>> = {
  off_duty: ['booking_on'],
  booking_on: [
    'available',
    'refreshments',
    'en_route',
    'on_scene',
    'committed_deployable',
    'committed',
    'off_duty',
  ],
  available: [
    'available',
    'refreshments',
    'en_route',
    'on_scene',
    'committed_deployable',
    'committed',
    'off_duty',
  ],
  refreshments: [
    'available',
    'en_route',
    'on_scene',
    'committed_deployable',
    'committed',
    'off_duty',
  ],
  en_route: ['en_route', 'on_scene'],
  on_scene: ['available', 'refreshments', 'committed_deployable', 'committed'],
  committed_deployable: [
    'available',
    'refreshments',
    'en_route',
    'on_scene',
    'committed',
    'off_duty',
  ],
  committed: [
    'available',
    'refreshments',
    'en_route',
    'on_scene',
    'committed',
    'committed_deployable',
    'off_duty',
  ],
  emergency: [],
};

export type UnitStep =
  | {
      readonly ok: true;
      /** `repeat` and `message` change nothing. */
      readonly step: 'normal' | 'correction' | 'emergency' | 'message' | 'repeat';
      readonly next: { readonly statusCode: StatusCode; readonly emergency: boolean };
      /** What the step means for the active assignment, or null. */
      readonly assignmentCommand: AssignmentCommand | null;
    }
  | { readonly ok: false; readonly reason: UnitStepRefusal };

/** `NOT_ASSIGNED`: codes 5 and 6 describe an assignment, so they need one. */
export type UnitStepRefusal = 'ILLEGAL_TRANSITION' | 'REASON_REQUIRED' | 'NOT_ASSIGNED';

/**
 * What a status report does. Codes 12–16 are messages and never change availability; 0 is the
 * officer's emergency and is taken from any state; only a dispatcher, with a reason, ends one.
 */
export function nextUnitStatus(unit: UnitStanding, report: StatusReport): UnitStep {
  const base = statusRule(report.statusCode).base;
  const same = { statusCode: unit.statusCode, emergency: unit.emergency };
  if (base === null) return { ok: true, step: 'message', next: same, assignmentCommand: null };
  if (unit.statusCode === report.statusCode && !isNews(unit.assignment, base)) {
    return { ok: true, step: 'repeat', next: same, assignmentCommand: null };
  }
  if (base === 'emergency') return raiseEmergency(unit);
  return changeState(unit, report, base);
}

/** A unit that was diverted on its way still stands at code 5: sent again, it accepts the new order. */
function isNews(assignment: UnitStanding['assignment'], base: BaseState): boolean {
  if (base !== 'en_route' && base !== 'on_scene') return false;
  return meaningForAssignment(assignment, base) !== null;
}

function raiseEmergency(unit: UnitStanding): UnitStep {
  return {
    ok: true,
    step: 'emergency',
    next: { statusCode: 0, emergency: true },
    assignmentCommand: unit.assignment === null ? null : 'emergency',
  };
}

function changeState(unit: UnitStanding, report: StatusReport, base: BaseState): UnitStep {
  const aboutAssignment = base === 'en_route' || base === 'on_scene';
  if (aboutAssignment && unit.assignment === null) return { ok: false, reason: 'NOT_ASSIGNED' };
  const normal = isNormal(unit, base);
  if (!normal && report.by === 'crew') return { ok: false, reason: 'ILLEGAL_TRANSITION' };
  if (!normal && !report.hasReason) return { ok: false, reason: 'REASON_REQUIRED' };
  return {
    ok: true,
    step: normal ? 'normal' : 'correction',
    next: { statusCode: report.statusCode, emergency: false },
    assignmentCommand: meaningForAssignment(unit.assignment, base),
  };
}

function isNormal(unit: UnitStanding, base: BaseState): boolean {
  if (unit.emergency) return false;
  const from = statusRule(unit.statusCode).base ?? 'off_duty';
  if (!UNIT_STEPS[from].includes(base)) return false;
  // a crew that is still to arrive answers the order or is stood down; it does not just go elsewhere
  const leavesOrder =
    unit.assignment === 'dispatched' || unit.assignment === 'en_route'
      ? base !== 'en_route' && base !== 'on_scene'
      : false;
  return !leavesOrder;
}

/** Leaving a scene for any other state completes the task; leaving an order before arrival stands the unit down. */
function meaningForAssignment(
  assignment: UnitStanding['assignment'],
  base: BaseState,
): AssignmentCommand | null {
  if (assignment === null) return null;
  if (base === 'en_route') {
    if (assignment === 'dispatched') return 'accept';
    return assignment === 'on_scene' ? 'unarrive' : null;
  }
  if (base === 'on_scene') return assignment === 'on_scene' ? null : 'arrive';
  return assignment === 'on_scene' ? 'complete' : 'stand_down';
}
