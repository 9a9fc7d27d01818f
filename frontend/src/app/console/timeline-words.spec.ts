import { INCIDENT_TYPES, RESULT_CODES } from '@muster/contracts';
import { timelineWords } from './timeline-words.js';

const tables = { incidentTypes: [...INCIDENT_TYPES], resultCodes: [...RESULT_CODES] };

it.each([
  ['incident.closed', { resultCode: 'ARREST' }, 'Closed · Arrest made'],
  ['assignment.dispatched', { callSign: 'BW12', unitId: 'x' }, 'Unit sent · BW12'],
  ['incident.graded', { grade: 'P2', fromGrade: 'P1' }, 'Graded · P2'],
  ['incident.opened', { typeCode: 'KNIFE' }, 'Incident opened · Person with a knife'],
  ['something.new', {}, 'something.new'],
])('%s', (kind, codes, words) => {
  expect(timelineWords({ kind, codes }, tables)).toBe(words);
});
