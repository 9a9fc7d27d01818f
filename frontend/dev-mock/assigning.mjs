import { distanceM, uuid } from './force.mjs';

const no = (code) => ({ refused: code });
const iso = (ms) => new Date(ms).toISOString();

export function assign(world, body) {
  const incident = world.incidents.get(body.incidentId);
  if (!incident) return no('NOT_FOUND');
  const units = body.unitIds.map((id) => world.unitById.get(id));
  if (units.some((unit) => !unit)) return no('UNIT_UNKNOWN');
  if (units.some((unit) => unit.view.assignmentId)) return no('UNIT_ALREADY_ASSIGNED');
  if (!body.recommendationId && !body.overrideReason) return no('REASON_REQUIRED');
  const made = units.map((unit) => assignOne(world, incident, unit, body));
  const unitIds = [...incident.assignedUnitIds, ...body.unitIds];
  Object.assign(incident, {
    version: incident.version + 1,
    state: incident.state === 'on_scene' ? 'on_scene' : 'assigned',
    firstAssignedAt: incident.firstAssignedAt ?? world.opIso(),
    assignedUnitIds: unitIds,
  });
  const changes = made.flatMap(({ assignment, unit }) => [
    { kind: 'assignment', view: assignment },
    { kind: 'unit', view: unit.view },
  ]);
  world.commit(
    ['assignment.dispatched', 'unit.assigned', 'incident.progressed'],
    [{ kind: 'incident', view: incident }, ...changes],
  );
  return { assignments: made.map(({ assignment }) => assignment), refused: [] };
}

function assignOne(world, incident, unit, { recommendationId, overrideReason }) {
  const { point } = incident.place;
  const assignment = {
    id: uuid(4, ++world.numbers.assignment),
    version: 1,
    incidentId: incident.id,
    unitId: unit.view.id,
    callSign: unit.view.callSign,
    state: 'dispatched',
    releaseReason: null,
    refusalReason: null,
    delivery: 'sent',
    deliveryAlarm: false,
    recommendationId,
    assignedAt: world.opIso(),
    acceptedAt: null,
    arrivedAt: null,
    releasedAt: null,
    etaAt: point ? iso(world.opMs() + distanceM(unit.at, point) * 60) : null,
  };
  world.assignments.set(assignment.id, assignment);
  unit.frozen = false;
  unit.view = {
    ...unit.view,
    version: unit.view.version + 1,
    assignmentId: assignment.id,
    incidentId: incident.id,
  };
  const { callSign } = unit.view;
  world.note(incident, 'assignment.dispatched', overrideReason ?? null, { callSign });
  return { assignment, unit };
}

export function release(world, assignments, reason) {
  return assignments.flatMap((assignment) => {
    const unit = world.unitById.get(assignment.unitId);
    Object.assign(assignment, {
      version: assignment.version + 1,
      state: 'released',
      releaseReason: reason,
      releasedAt: world.opIso(),
    });
    unit.goal = null;
    unit.view = { ...unit.view, assignmentId: null, incidentId: null };
    return [{ kind: 'assignment', view: assignment, removed: true }, world.setStatus(unit, 2)];
  });
}
