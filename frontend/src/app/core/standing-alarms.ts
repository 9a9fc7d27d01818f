import type { Alarm, AssignmentView, IncidentView, UnitView } from '@muster/contracts';

/** An alarm as a desk holds it; `key` is equal for repeats about the same thing. */
export interface DeskAlarm {
  key: string;
  kind: Alarm['kind'];
  incidentId: string | null;
  unitId: string | null;
  assignmentId: string | null;
  /** Op epoch ms since when it stands. */
  sinceMs: number;
}

/** Which tone and place in the strip: lower comes first. */
const ORDER: Readonly<Record<Alarm['kind'], number>> = {
  EMERGENCY: 0,
  NEW_P1: 1,
  DELIVERY: 2,
  OVERDUE: 3,
};

export interface AlarmGround {
  incidents: readonly IncidentView[];
  assignments: readonly AssignmentView[];
  units: readonly UnitView[];
  nowMs: number;
}

/**
 * What a human must act on, read from the state itself, so that a reload or a lost message loses no alarm.
 * A P1 stands until a unit is sent (one that was attended does not stand again when its crews leave), an overdue P1 or P2 until someone arrives.
 */
export function standingAlarms({ incidents, assignments, units, nowMs }: AlarmGround): DeskAlarm[] {
  const alarms = [
    ...units.flatMap((unit) =>
      unit.emergency ? [alarm('EMERGENCY', unit.statusSince, { unitId: unit.id })] : [],
    ),
    ...assignments.flatMap((one) =>
      one.deliveryAlarm ? [alarm('DELIVERY', one.assignedAt, deliveryIds(one))] : [],
    ),
    ...incidents.flatMap((incident) => incidentAlarms(incident, nowMs)),
  ];
  return alarms.sort(byUrgency);
}

/** Emergencies first, then oldest first. */
export function byUrgency(a: DeskAlarm, b: DeskAlarm): number {
  return ORDER[a.kind] - ORDER[b.kind] || a.sinceMs - b.sinceMs;
}

/** The key that an alarm sent by the server would have here. */
export function alarmKey(kind: Alarm['kind'], ids: Partial<DeskAlarm>): string {
  const id =
    kind === 'DELIVERY' ? ids.assignmentId : kind === 'EMERGENCY' ? ids.unitId : ids.incidentId;
  return `${kind}:${id ?? ''}`;
}

function incidentAlarms(incident: IncidentView, nowMs: number): DeskAlarm[] {
  const { id: incidentId, grade, state, targetAt, firstArrivedAt } = incident;
  if (state === 'closed' || firstArrivedAt !== null) return [];
  if (grade === 'P1' && incident.assignedUnitIds.length === 0) {
    return [alarm('NEW_P1', incident.gradedAt ?? incident.openedAt, { incidentId })];
  }
  const timed = grade === 'P1' || grade === 'P2';
  const overdue = targetAt !== null && nowMs > Date.parse(targetAt);
  return timed && overdue ? [alarm('OVERDUE', targetAt, { incidentId })] : [];
}

function deliveryIds(one: AssignmentView): Partial<DeskAlarm> {
  return { assignmentId: one.id, unitId: one.unitId, incidentId: one.incidentId };
}

function alarm(kind: Alarm['kind'], since: string, ids: Partial<DeskAlarm>): DeskAlarm {
  const { incidentId = null, unitId = null, assignmentId = null } = ids;
  return {
    key: alarmKey(kind, ids),
    kind,
    incidentId,
    unitId,
    assignmentId,
    sinceMs: Date.parse(since),
  };
}
