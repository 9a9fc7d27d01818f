import { INCIDENT_TYPES, gradeRule, opMsAt, scopeHash } from '@muster/contracts';
import { baseOf, distanceM, drive, makeForce, uuid } from './force.mjs';

/** All state of the mock. Every change is a `commit` of whole views, which becomes one fact frame. */
export class World {
  constructor(town, { units = 60, speed = 4, random = Math.random } = {}) {
    this.town = town;
    this.random = random;
    const startIso = new Date().toISOString();
    this.anchor = { anchorOp: startIso, anchorWall: startIso, speed, training: true };
    this.epoch = 1;
    this.seq = 1;
    this.frames = [];
    this.listeners = new Set();
    this.alarmListeners = new Set();
    this.units = makeForce(town, units, startIso, random);
    this.unitById = new Map(this.units.map((unit) => [unit.view.id, unit]));
    this.incidents = new Map();
    this.assignments = new Map();
    this.contacts = new Map();
    this.timelines = new Map();
    this.evidence = new Map();
    this.numbers = { incident: 1400, contact: 8800, assignment: 0, evidence: 0 };
  }

  opMs() {
    return opMsAt(this.anchor, Date.now());
  }

  opIso() {
    return new Date(this.opMs()).toISOString();
  }

  /** @param {string[]} kinds event kinds @param {Array<{ kind: string, view: object, removed?: boolean }>} changed */
  commit(kinds, changed) {
    const prev = this.seq;
    this.seq += kinds.length;
    const changes = changed.map(({ kind, view, removed = false }) => ({
      kind,
      id: view.id,
      version: view.version,
      removed,
      view: { ...view },
    }));
    const frame = { epoch: this.epoch, prev, seq: this.seq, kinds, changes };
    this.frames = [...this.frames.slice(-200), frame];
    for (const listener of this.listeners) listener(frame);
  }

  open() {
    return [...this.incidents.values()].filter((incident) => incident.state !== 'closed');
  }

  active() {
    return [...this.assignments.values()].filter((assignment) => assignment.state !== 'released');
  }

  snapshot() {
    return {
      epoch: this.epoch,
      seq: this.seq,
      anchor: this.anchor,
      wall: new Date().toISOString(),
      incidents: this.open(),
      units: this.units.map((unit) => unit.view),
      assignments: this.active(),
      positions: this.units.map((unit) => ({
        unitId: unit.view.id,
        position: {
          ...unit.at,
          fixAt: new Date(unit.fixMs).toISOString(),
          accuracyM: 8,
          courseDeg: (unit.courseDeg + 360) % 360,
          speedMps: unit.speedMps,
        },
      })),
    };
  }

  hash() {
    const entry =
      (kind) =>
      ({ id, version }) => ({ kind, id, version });
    return scopeHash([
      ...this.open().map(entry('incident')),
      ...this.units.map((unit) => entry('unit')(unit.view)),
      ...this.active().map(entry('assignment')),
    ]);
  }

  note(incident, kind, text = null, codes = {}) {
    const lines = this.timelines.get(incident.id) ?? [];
    lines.push({
      at: this.opIso(),
      seq: this.seq,
      kind,
      actorName: 'Dana Dispatcher',
      codes,
      text,
    });
    this.timelines.set(incident.id, lines);
  }

  openIncident(input, place) {
    const at = this.opIso();
    const type = INCIDENT_TYPES.find((row) => row.code === input.typeCode);
    const grade = input.grade ?? null;
    const incident = {
      id: uuid(2, ++this.numbers.incident),
      no: this.numbers.incident,
      version: 1,
      state: grade ? 'open' : 'new',
      typeCode: input.typeCode,
      grade,
      place,
      requirement: input.requirement ?? { units: type.units, skills: type.skills, kinds: [] },
      openedAt: at,
      gradedAt: grade ? at : null,
      targetAt: grade
        ? new Date(this.opMs() + gradeRule(grade).targetS * 1000).toISOString()
        : null,
      firstAssignedAt: null,
      firstArrivedAt: null,
      closedAt: null,
      resultCode: null,
      callerCount: 1,
      assignedUnitIds: [],
    };
    this.incidents.set(incident.id, incident);
    this.evidence.set(incident.id, [
      { id: uuid(6, ++this.numbers.evidence), place, givenText: null, at, chosen: true },
    ]);
    this.note(incident, 'incident.opened', null, { typeCode: input.typeCode });
    if (grade) this.note(incident, 'incident.graded', input.gradeReason ?? null, { grade });
    return incident;
  }

  alarm(kind, ids) {
    const alarm = {
      id: `${kind}:${ids.incidentId ?? ids.unitId}`,
      kind,
      incidentId: null,
      unitId: null,
      assignmentId: null,
      ...ids,
      at: this.opIso(),
    };
    for (const listener of this.alarmListeners) listener(alarm);
  }

  setStatus(unit, code) {
    unit.view = {
      ...unit.view,
      version: unit.view.version + 1,
      statusCode: code,
      base: baseOf(code),
      statusSince: this.opIso(),
      emergency: code === 0,
    };
    return { kind: 'unit', view: unit.view };
  }

  /** One tick: everyone drives; crews accept, arrive. */
  tick(wallSeconds) {
    const nowMs = this.opMs();
    for (const unit of this.units) {
      const arrived = drive(unit, wallSeconds * this.anchor.speed, nowMs);
      const assignment = this.assignments.get(unit.view.assignmentId);
      if (!assignment) continue;
      if (
        assignment.state === 'dispatched' &&
        nowMs - Date.parse(assignment.assignedAt) > 3000 * this.anchor.speed
      )
        this.accept(unit, assignment);
      else if (assignment.state === 'en_route' && arrived) this.arrive(unit, assignment);
    }
  }

  accept(unit, assignment) {
    const incident = this.incidents.get(assignment.incidentId);
    unit.goal = incident.place.point;
    Object.assign(assignment, {
      version: assignment.version + 1,
      state: 'en_route',
      delivery: 'answered',
      acceptedAt: this.opIso(),
    });
    this.note(incident, 'assignment.accepted', null, { callSign: unit.view.callSign });
    this.commit(
      ['assignment.accepted', 'unit.status-set'],
      [{ kind: 'assignment', view: assignment }, this.setStatus(unit, 5)],
    );
  }

  arrive(unit, assignment) {
    const incident = this.incidents.get(assignment.incidentId);
    unit.goal = null;
    Object.assign(assignment, {
      version: assignment.version + 1,
      state: 'on_scene',
      arrivedAt: this.opIso(),
    });
    Object.assign(incident, {
      version: incident.version + 1,
      state: 'on_scene',
      firstArrivedAt: incident.firstArrivedAt ?? this.opIso(),
    });
    this.note(incident, 'assignment.arrived', null, { callSign: unit.view.callSign });
    this.commit(
      ['assignment.arrived', 'unit.status-set', 'incident.progressed'],
      [
        { kind: 'assignment', view: assignment },
        this.setStatus(unit, 6),
        { kind: 'incident', view: incident },
      ],
    );
  }

  nearOpen(point, withinM, exceptId) {
    return this.open().filter(
      (incident) =>
        incident.id !== exceptId &&
        incident.place.point &&
        point &&
        distanceM(incident.place.point, point) < withinM,
    );
  }
}
