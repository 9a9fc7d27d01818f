import type { ErrorCode, Grade, IncidentView, UnitView } from '@muster/contracts';
import { gradeRule } from '@muster/contracts';
import { nextAssignmentState, RANKING_CONFIG } from '@muster/engine';
import type { LockedIncident } from '../incidents/incidents.service.js';
import type { AssignmentRow } from './storage/assignment-rows.js';
import type { LeaseRow } from './storage/lease-rows.js';

/** Why one unit cannot be sent; `details` hold ids, codes and call signs. */
export interface UnitRefusal {
  readonly unitId: string;
  readonly code: Extract<
    ErrorCode,
    'UNIT_UNKNOWN' | 'UNIT_NOT_ELIGIBLE' | 'SKILL_EXPIRED' | 'UNIT_ALREADY_ASSIGNED' | 'UNIT_LEASED'
  >;
  readonly details: Readonly<Record<string, string | number | null>>;
}

/** What is known of a unit that someone wants to send, all read under lock. */
export interface SendCase {
  readonly view: UnitView;
  readonly incident: LockedIncident;
  readonly grade: Grade;
  readonly at: Date;
  /** Its present assignment with the incident it is for, or null. */
  readonly holding: {
    assignment: AssignmentRow;
    incident: Pick<IncidentView, 'id' | 'no' | 'grade'>;
  } | null;
  readonly lease: LeaseRow | undefined;
  readonly refusedBefore: boolean;
  readonly userId: string;
  readonly overriding: boolean;
  readonly divert: boolean;
}

/** 1 is the most urgent. */
export function gradeRank(grade: Grade): number {
  return Number(grade.slice(1));
}

/** The first reason why the unit cannot be sent, or null. */
export function refusalOf(given: SendCase): UnitRefusal | null {
  return takenBy(given) ?? heldBy(given) ?? unfit(given);
}

function takenBy(given: SendCase): UnitRefusal | null {
  const { holding, incident, divert, grade, view } = given;
  if (!holding) return null;
  const { assignment } = holding;
  const mayDivert =
    divert &&
    assignment.incident_id !== incident.id &&
    nextAssignmentState(assignment.state, 'divert').ok &&
    holding.incident.grade !== null &&
    gradeRule(grade).mayDivertFrom.includes(holding.incident.grade);
  return mayDivert ? null : alreadyAssigned({ id: view.id, callSign: view.callSign }, holding);
}

/** The refusal that tells who was first, and where the unit is bound. */
export function alreadyAssigned(
  unit: { id: string; callSign: string },
  { assignment, incident }: NonNullable<SendCase['holding']>,
): UnitRefusal {
  return {
    unitId: unit.id,
    code: 'UNIT_ALREADY_ASSIGNED',
    details: {
      callSign: unit.callSign,
      incidentId: assignment.incident_id,
      incidentNo: incident.no,
      wonById: assignment.assigned_by,
    },
  };
}

function heldBy({ lease, userId, grade, view }: SendCase): UnitRefusal | null {
  if (!lease || lease.holder_id === userId || lease.grade_rank > gradeRank(grade)) return null;
  return {
    unitId: view.id,
    code: 'UNIT_LEASED',
    details: {
      callSign: view.callSign,
      incidentId: lease.incident_id,
      wonById: lease.holder_id,
    },
  };
}

function unfit(given: SendCase): UnitRefusal | null {
  const { view } = given;
  const not = (rule: string): UnitRefusal => ({
    unitId: view.id,
    code: 'UNIT_NOT_ELIGIBLE',
    details: { callSign: view.callSign, rule },
  });
  if (view.emergency) return not('EMERGENCY');
  if (view.base === 'off_duty') return not('STATUS_NOT_DEPLOYABLE');
  if (view.crewSize < 1) return not('NO_CREW');
  const skill = expiredSkill(given);
  if (skill !== undefined) {
    return {
      unitId: view.id,
      code: 'SKILL_EXPIRED',
      details: { callSign: view.callSign, skill },
    };
  }
  if (given.overriding) return null;
  if (given.refusedBefore) return not('REFUSED_THIS_INCIDENT');
  return isDeployable(given) ? null : not('STATUS_NOT_DEPLOYABLE');
}

/** A required skill that the crew holds, but no longer validly: no reason makes up for that. */
function expiredSkill({ view, incident, at }: SendCase): string | undefined {
  return incident.skills_required.find((code) => {
    const held = view.skills.filter((skill) => skill.code === code);
    const isValid = ({ expiresAt }: { expiresAt: string | null }): boolean =>
      expiresAt === null || Date.parse(expiresAt) > at.getTime();
    return held.length > 0 && !held.some(isValid);
  });
}

function isDeployable({ view, holding, grade }: SendCase): boolean {
  if (holding) return true;
  return RANKING_CONFIG.offerable[view.base]?.includes(grade) ?? false;
}
