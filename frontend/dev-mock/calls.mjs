import { HANDLERS } from './commands.mjs';
import { INCIDENT_TYPES } from '@muster/contracts';

const STORIES = [
  'Two men fighting outside the shop, one is on the ground.',
  'Neighbour has not been seen for three days.',
  'Car into a lamp post, driver walking about.',
  'Youths throwing stones at buses.',
  'Alarm sounding, rear door open.',
  'Caller says a man is at the door with a knife.',
];

/** One generated call at a street of the town. */
export function takeCall(world, grade) {
  const { random, town } = world;
  const named = town.streets.filter((street) => street.name);
  const street = named[Math.floor(random() * named.length)];
  const type = INCIDENT_TYPES[Math.floor(random() * INCIDENT_TYPES.length)];
  const point = street.line[Math.floor(random() * street.line.length)];
  return HANDLERS.recordContact(world, {
    body: {
      channel: random() < 0.7 ? '999' : '101',
      caller: { name: 'Caller', phone: '07700 900123' },
      narrative: STORIES[Math.floor(random() * STORIES.length)],
      incident: {
        typeCode: type.code,
        grade: grade ?? type.defaultGrade,
        place: {
          kind: 'point',
          ...point,
          label: `${1 + Math.floor(random() * 120)} ${street.name}`,
        },
      },
    },
  });
}

/** Opens `count` incidents that look as if they had come in over the last hours, some with units. */
export function fill(world, count) {
  for (let index = 0; index < count; index += 1) {
    const { incident } = takeCall(world);
    const ageS = Math.floor(world.random() ** 3 * (incident.grade === 'P1' ? 500 : 5000));
    const openedMs = world.opMs() - ageS * 1000;
    incident.targetAt = new Date(Date.parse(incident.targetAt) - ageS * 1000).toISOString();
    incident.openedAt = incident.gradedAt = new Date(openedMs).toISOString();
    if (index % 2) {
      const { candidates } = HANDLERS.recommend(world, { params: { id: incident.id } });
      if (candidates[0])
        HANDLERS.assignUnits(world, {
          body: {
            incidentId: incident.id,
            unitIds: [candidates[0].unitId],
            recommendationId: null,
            overrideReason: 'mock',
          },
        });
    }
  }
}
