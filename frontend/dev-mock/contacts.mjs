import { distanceM, uuid } from './force.mjs';
import { resolvePlace } from './gazetteer.mjs';

/** Takes a call: a contact row, and the incident it opens or joins. */
export function recordContact(world, body) {
  const given = body.incident?.place ?? body.place;
  const place = given ? resolvePlace(world, given) : null;
  if (given && !place) return { refused: 'PLACE_UNKNOWN' };
  const contact = makeContact(world, body, place);
  const suggestions = suggest(world, place?.point);
  const incident = incidentFor(world, body, place);
  if (incident) announce(world, contact, incident, body.linkToIncidentId === undefined);
  return { contact, incident, suggestions };
}

function announce(world, contact, incident, isNew) {
  contact.incidentId = incident.id;
  world.commit(['contact.recorded', 'incident.opened'], [{ kind: 'incident', view: incident }]);
  if (isNew && incident.grade === 'P1') world.alarm('NEW_P1', { incidentId: incident.id });
}

function makeContact(world, { channel, caller, narrative }, place) {
  const contact = {
    id: uuid(3, ++world.numbers.contact),
    no: world.numbers.contact,
    channel,
    receivedAt: world.opIso(),
    caller: { name: caller?.name ?? null, phone: caller?.phone ?? null },
    narrative,
    place,
    incidentId: null,
  };
  world.contacts.set(contact.id, contact);
  return contact;
}

function suggest(world, point) {
  return world.nearOpen(point, 400).map((near) => ({
    incidentId: near.id,
    no: near.no,
    typeCode: near.typeCode,
    grade: near.grade,
    distanceM: Math.round(distanceM(near.place.point, point)),
    ageS: Math.round((world.opMs() - Date.parse(near.openedAt)) / 1000),
    reasons: ['NEAR'],
    score: 0.6,
  }));
}

function incidentFor(world, { linkToIncidentId, incident: input }, place) {
  if (!linkToIncidentId) return input ? world.openIncident(input, place) : null;
  const incident = world.incidents.get(linkToIncidentId);
  Object.assign(incident, {
    version: incident.version + 1,
    callerCount: incident.callerCount + 1,
  });
  return incident;
}
