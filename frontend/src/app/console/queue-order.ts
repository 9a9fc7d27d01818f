import type { IncidentView } from '@muster/contracts';
import { isUnassigned } from './ageing.js';

/** Ungraded incidents sort as P1 until someone has judged them. */
function gradeRank(incident: IncidentView): number {
  return incident.grade ? Number(incident.grade.slice(1)) : 1;
}

/** Unassigned first, then by grade, then longest waiting; the number settles ties. */
export function inQueueOrder(incidents: readonly IncidentView[]): IncidentView[] {
  return [...incidents].sort(
    (a, b) =>
      Number(isUnassigned(b)) - Number(isUnassigned(a)) ||
      gradeRank(a) - gradeRank(b) ||
      Date.parse(a.openedAt) - Date.parse(b.openedAt) ||
      a.no - b.no,
  );
}

/** The unassigned incident after `currentId` in queue order, going round; undefined when there is none. */
export function nextUnassigned(
  queue: readonly IncidentView[],
  currentId: string | null,
): IncidentView | undefined {
  const waiting = queue.filter(isUnassigned);
  const at = waiting.findIndex((incident) => incident.id === currentId);
  return waiting[at + 1] ?? waiting[0];
}
