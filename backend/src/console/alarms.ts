import type { Alarm } from '@muster/contracts';
import type { LoggedEvent } from '../platform/events/logged-event.js';

/**
 * What in these events a human must act on at once. An alarm's id is that of its event, so that it
 * is the same on every node and every console.
 */
export function alarmsOf(events: readonly LoggedEvent[]): Alarm[] {
  return events.flatMap((event) => {
    const kind = alarmKind(event);
    return kind === null ? [] : [toAlarm(event, kind)];
  });
}

function alarmKind(event: LoggedEvent): Alarm['kind'] | null {
  switch (event.kind) {
    case 'incident.opened':
      return event.codes['grade'] === 'P1' ? 'NEW_P1' : null;
    case 'incident.graded':
      return event.codes['grade'] === 'P1' && event.codes['fromGrade'] !== 'P1' ? 'NEW_P1' : null;
    case 'unit.status-set':
      return event.codes['toStatus'] === 0 ? 'EMERGENCY' : null;
    case 'assignment.delivery-alarmed':
      return 'DELIVERY';
    default:
      return null;
  }
}

function toAlarm(event: LoggedEvent, kind: Alarm['kind']): Alarm {
  const named = (code: string): string | null => {
    const value = event.codes[code];
    return typeof value === 'string' ? value : null;
  };
  const own = (entity: string): string | null =>
    event.entity.kind === entity ? event.entity.id : null;
  return {
    id: `${event.epoch}-${event.seq}`,
    kind,
    incidentId: own('incident') ?? named('incidentId'),
    unitId: own('unit') ?? named('unitId'),
    assignmentId: own('assignment'),
    at: event.at.toISOString(),
  };
}
