import type { Reference, TimelineEntry } from '@muster/contracts';

const WORDS: Readonly<Record<string, string>> = {
  'contact.recorded': 'Call recorded',
  'contact.linked': 'Call linked',
  'contact.unlinked': 'Call taken off',
  'incident.opened': 'Incident opened',
  'incident.graded': 'Graded',
  'incident.located': 'Place set',
  'incident.required': 'Requirement set',
  'incident.noted': 'Note',
  'incident.progressed': 'State changed',
  'incident.closed': 'Closed',
  'incident.reopened': 'Reopened',
  'unit.assigned': 'Unit reserved',
  'unit.released': 'Unit free again',
  'unit.status-set': 'Unit status',
  'unit.status-corrected': 'Unit status corrected',
  'assignment.dispatched': 'Unit sent',
  'assignment.accepted': 'Unit accepted',
  'assignment.refused': 'Unit refused',
  'assignment.arrived': 'Unit arrived',
  'assignment.released': 'Unit released',
  'assignment.delivery-changed': 'Order delivered',
  'assignment.delivery-alarmed': 'Order not confirmed in time',
  'assignment.alarm-acknowledged': 'Delivery alarm acknowledged',
};

/** Codes that say something to a person, in the order they are written; ids are left out. */
const SPOKEN = [
  'callSign',
  'grade',
  'toGrade',
  'typeCode',
  'state',
  'toState',
  'toStatus',
  'delivery',
  'releaseReason',
  'refusalReason',
  'reason',
  'resultCode',
  'units',
  'source',
] as const;

/** One line of history in words: what happened and the codes that matter. */
export function timelineWords(
  { kind, codes }: Pick<TimelineEntry, 'kind' | 'codes'>,
  tables: Pick<Reference, 'incidentTypes' | 'resultCodes'>,
): string {
  const parts = SPOKEN.flatMap((name) => {
    const value = codes[name];
    if (value === undefined || value === null || value === '') return [];
    return [spokenCode(name, String(value), tables)];
  });
  return [WORDS[kind] ?? kind, ...parts].join(' · ');
}

function spokenCode(
  name: (typeof SPOKEN)[number],
  value: string,
  tables: Pick<Reference, 'incidentTypes' | 'resultCodes'>,
): string {
  if (name === 'typeCode')
    return tables.incidentTypes.find((row) => row.code === value)?.label ?? value;
  if (name === 'resultCode')
    return tables.resultCodes.find((row) => row.code === value)?.label ?? value;
  return value.replaceAll('_', ' ');
}
