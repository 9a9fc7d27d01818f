import type { IncidentView } from '@muster/contracts';

/** `due`: unassigned longer than its grade allows; `late`: past its arrival target with nobody there. */
export type Ageing = 'calm' | 'due' | 'late' | 'met';

export interface AgeingView {
  level: Ageing;
  /** Op seconds since the incident was opened. */
  elapsedS: number;
  /** Seconds from opening to the arrival target; null while ungraded. */
  targetS: number | null;
  /** Share of the target that has passed, 0–1. */
  share: number;
}

/** Nobody has been there and nobody is on the way. One that was attended waits for a result, not for a unit. */
export function isUnassigned(
  incident: Pick<IncidentView, 'state' | 'assignedUnitIds' | 'firstArrivedAt'>,
): boolean {
  if (incident.state === 'new') return true;
  const isOpen = incident.state !== 'closed' && incident.assignedUnitIds.length === 0;
  return isOpen && incident.firstArrivedAt === null;
}

/** Every crew has left and nobody has closed it yet. */
export function awaitsResult(
  incident: Pick<IncidentView, 'state' | 'assignedUnitIds' | 'firstArrivedAt'>,
): boolean {
  return incident.state === 'open' && incident.firstArrivedAt !== null;
}

/** How an incident stands against its grade's times; the clock stops at the first arrival. */
export function ageingOf(incident: IncidentView, warnS: number, nowMs: number): AgeingView {
  const openedMs = Date.parse(incident.openedAt);
  const arrivedMs = incident.firstArrivedAt ? Date.parse(incident.firstArrivedAt) : null;
  const endMs = arrivedMs ?? (incident.closedAt ? Date.parse(incident.closedAt) : nowMs);
  const elapsedS = Math.max(0, (endMs - openedMs) / 1000);
  const targetS = incident.targetAt ? (Date.parse(incident.targetAt) - openedMs) / 1000 : null;
  const share = targetS && targetS > 0 ? Math.min(1, elapsedS / targetS) : 0;
  return { level: levelOf(incident, { elapsedS, targetS, warnS }), elapsedS, targetS, share };
}

function levelOf(
  incident: IncidentView,
  { elapsedS, targetS, warnS }: { elapsedS: number; targetS: number | null; warnS: number },
): Ageing {
  const late = targetS !== null && elapsedS > targetS;
  if (incident.firstArrivedAt) return late ? 'late' : 'met';
  if (late) return 'late';
  return isUnassigned(incident) && elapsedS >= warnS ? 'due' : 'calm';
}
