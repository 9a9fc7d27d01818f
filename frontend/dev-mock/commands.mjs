import {
  GRADES,
  INCIDENT_TYPES,
  RESULT_CODES,
  SKILLS,
  STATUS_CODES,
  gradeRule,
} from '@muster/contracts';
import { distanceM, uuid } from './force.mjs';
import { rank } from './ranking.mjs';
import { assign, release } from './assigning.mjs';
import { recordContact } from './contacts.mjs';
import { places, resolvePlace } from './gazetteer.mjs';
const no = (code) => ({ refused: code });
const iso = (ms) => new Date(ms).toISOString();

export const HANDLERS = {
  clock: (world) => ({ anchor: world.anchor, wall: iso(Date.now()), op: world.opIso() }),
  reference: () => ({
    grades: GRADES.map(({ grade, label, targetS, warnS, assumed }) => ({
      grade,
      label,
      targetS,
      warnS,
      assumed,
    })),
    statusCodes: STATUS_CODES,
    incidentTypes: INCIDENT_TYPES,
    skills: SKILLS,
    resultCodes: RESULT_CODES,
    unitKinds: ['response', 'neighbourhood', 'roads', 'firearms', 'dog', 'pcso', 'supervisor'],
    areas: [
      { code: 'BE', name: 'Birmingham East' },
      { code: 'BW', name: 'Birmingham West' },
      { code: 'CV', name: 'Coventry' },
    ],
  }),
  mapInfo: (world) => ({
    name: world.town.name,
    bounds: world.town.bounds,
    graphVersion: 'mock',
    basemapHash: 'mock',
    attribution: '© OpenStreetMap contributors',
    junctions: 1000,
  }),
  basemap: (world) => world.town.basemap,
  places: (world, { query }) => places(world, query.get('q') ?? ''),
  route: (world, { query }) => {
    const unit = world.unitById.get(query.get('unitId'));
    const incident = world.incidents.get(query.get('incidentId'));
    if (!unit || !incident?.place.point) return no('NOT_FOUND');
    const { at } = unit;
    const to = incident.place.point;
    const metres = distanceM(at, to);
    return {
      distanceM: Math.round(metres * 1.3),
      etaS: Math.round(metres / 11),
      estimate: false,
      line: [
        [at.lat, at.lon],
        [at.lat, to.lon],
        [to.lat, to.lon],
      ],
    };
  },
  listUnits: (world) => world.units.map((unit) => unit.view),
  listIncidents: (world) => [...world.incidents.values()],
  listClosures: () => [],
  recordContact: (world, { body }) => recordContact(world, body),
  linkContact: (world, { params, body }) => {
    const contact = world.contacts.get(params.id);
    const from = world.incidents.get(contact?.incidentId);
    const to = world.incidents.get(body.incidentId);
    if (!contact || !to) return no('NOT_FOUND');
    contact.incidentId = to.id;
    for (const [incident, step] of [
      [from, -1],
      [to, 1],
    ])
      if (incident)
        Object.assign(incident, {
          version: incident.version + 1,
          callerCount: incident.callerCount + step,
        });
    world.commit(
      ['contact.linked'],
      [from, to].filter(Boolean).map((view) => ({ kind: 'incident', view })),
    );
    return contact;
  },
  incidentDetail: (world, { params }) => {
    const incident = world.incidents.get(params.id);
    if (!incident) return no('NOT_FOUND');
    return {
      incident,
      contacts: [...world.contacts.values()].filter(
        (contact) => contact.incidentId === incident.id,
      ),
      evidence: world.evidence.get(incident.id) ?? [],
      timeline: world.timelines.get(incident.id) ?? [],
    };
  },
  gradeIncident: (world, { params, body }) =>
    change(world, params.id, 'incident.graded', (incident) => {
      Object.assign(incident, {
        grade: body.grade,
        state: incident.state === 'new' ? 'open' : incident.state,
        gradedAt: world.opIso(),
        targetAt: iso(Date.parse(incident.openedAt) + gradeRule(body.grade).targetS * 1000),
      });
      return { text: body.reason, codes: { grade: body.grade } };
    }),
  locateIncident: (world, { params, body }) => {
    const place = resolvePlace(world, body.place);
    if (!place) return no('PLACE_UNKNOWN');
    return change(world, params.id, 'incident.located', (incident) => {
      incident.place = place;
      world.evidence.get(incident.id).forEach((line) => (line.chosen = false));
      world.evidence.get(incident.id).push({
        id: uuid(6, ++world.numbers.evidence),
        place,
        givenText: null,
        at: world.opIso(),
        chosen: true,
      });
      return { codes: { source: place.source } };
    });
  },
  requireForIncident: (world, { params, body }) =>
    change(world, params.id, 'incident.required', (incident) => {
      incident.requirement = body.requirement;
      return { codes: { units: body.requirement.units } };
    }),
  noteIncident: (world, { params, body }) =>
    change(world, params.id, 'incident.noted', () => ({ text: body.text })),
  closeIncident: (world, { params, body }) => {
    const incident = world.incidents.get(params.id);
    if (!incident) return no('NOT_FOUND');
    if (incident.state === 'closed') return no('INCIDENT_CLOSED');
    const released = release(
      world,
      world.active().filter((assignment) => assignment.incidentId === incident.id),
      'completed',
    );
    Object.assign(incident, {
      version: incident.version + 1,
      state: 'closed',
      closedAt: world.opIso(),
      resultCode: body.resultCode,
      assignedUnitIds: [],
    });
    world.note(incident, 'incident.closed', body.note ?? null, { resultCode: body.resultCode });
    world.commit(
      ['incident.closed'],
      [{ kind: 'incident', view: incident, removed: true }, ...released],
    );
    return incident;
  },
  reopenIncident: (world, { params, body }) =>
    change(world, params.id, 'incident.reopened', (incident) => {
      Object.assign(incident, { state: 'open', closedAt: null, resultCode: null });
      return { text: body.reason };
    }),
  recommend: (world, { params }) => {
    const incident = world.incidents.get(params.id);
    return incident ? rank(world, incident) : no('NOT_FOUND');
  },
  takeLease: (_world, { body }) => ({
    ...body,
    holderName: 'Dana Dispatcher',
    expiresAt: iso(Date.now() + 10_000),
  }),
  dropLease: () => ({}),
  assignUnits: (world, { body }) => assign(world, body),
  standDown: (world, { params, body }) => {
    const assignment = world.assignments.get(params.id);
    if (!assignment) return no('NOT_FOUND');
    const incident = world.incidents.get(assignment.incidentId);
    const released = release(world, [assignment], 'stood_down');
    incident.assignedUnitIds = incident.assignedUnitIds.filter((id) => id !== assignment.unitId);
    Object.assign(incident, {
      version: incident.version + 1,
      state: incident.assignedUnitIds.length ? incident.state : 'open',
    });
    world.note(incident, 'assignment.released', body.reason, { callSign: assignment.callSign });
    world.commit(
      ['assignment.released', 'incident.progressed'],
      [{ kind: 'incident', view: incident }, ...released],
    );
    return assignment;
  },
  acknowledgeAlarm: () => ({}),
  setUnitStatus: (world, { params, body }) => {
    const unit = world.unitById.get(params.id);
    if (!unit) return no('UNIT_UNKNOWN');
    world.commit(['unit.status-set'], [world.setStatus(unit, body.statusCode)]);
    if (body.statusCode === 0) world.alarm('EMERGENCY', { unitId: unit.view.id });
    return unit.view;
  },
};

function change(world, id, kind, apply) {
  const incident = world.incidents.get(id);
  if (!incident) return no('NOT_FOUND');
  const { text = null, codes = {} } = apply(incident);
  incident.version += 1;
  world.note(incident, kind, text, codes);
  world.commit([kind], [{ kind: 'incident', view: incident }]);
  return incident;
}
