import { Injectable } from '@nestjs/common';
import type { EventKind, RefusalReason } from '@muster/contracts';
import { incidentStateFor, nextAssignmentState, type AssignmentCommand } from '@muster/engine';
import {
  IncidentsService,
  type IncidentChange,
  type LockedIncident,
} from '../incidents/incidents.service.js';
import type { CommandTransaction } from '../platform/database/unit-of-work.js';
import { UnitsService, type LockedUnit } from '../units/units.service.js';
import { MovedMeanwhile } from './moved-meanwhile.js';
import { updateAssignment, type AssignmentChange } from './storage/assignment-changes.js';
import {
  lockAssignments,
  selectActiveOfUnits,
  selectOfIncident,
  type AssignmentRow,
} from './storage/assignment-rows.js';
import { moveDelivery, queueOrder } from './storage/delivery-rows.js';

/** A unit with what it is doing, all locked in the prescribed order. */
export interface UnitScene {
  readonly unit: LockedUnit;
  readonly incident: LockedIncident | null;
  readonly assignment: AssignmentRow | null;
}

export interface StepDetails {
  /** A step of the crew's own needs no order back to its device; one by the room does. */
  readonly by: 'crew' | 'room';
  /** When it happened, op time. */
  readonly at: Date;
  readonly refusalReason?: RefusalReason;
  /** The version of the order that the crew answers; default: the present one. */
  readonly orderVersion?: number;
}

const EVENT_OF: Readonly<Record<AssignmentCommand, Extract<EventKind, `assignment.${string}`>>> = {
  accept: 'assignment.accepted',
  arrive: 'assignment.arrived',
  unarrive: 'assignment.corrected',
  refuse: 'assignment.refused',
  complete: 'assignment.released',
  stand_down: 'assignment.released',
  divert: 'assignment.released',
  close: 'assignment.released',
  emergency: 'assignment.released',
};

/** Status of a unit that is taken off while travelling or at a scene: codes 5 and 6 need an assignment. */
const FREE_STATUS = 2;

/** The steps of assignments that every command is made of, inside its transaction. */
@Injectable()
export class AssignmentSteps {
  constructor(
    private readonly units: UnitsService,
    private readonly incidents: IncidentsService,
  ) {}

  /** Locks a unit with its incident and assignment; undefined when there is no such unit. */
  async lockUnitScene(tx: CommandTransaction, unitId: string): Promise<UnitScene | undefined> {
    const [active] = await selectActiveOfUnits(tx.db, [unitId]);
    const incident = active ? await this.incidents.lock(tx, active.incident_id) : undefined;
    const [unit] = await this.units.lock(tx, [unitId]);
    if (!unit) return undefined;
    if (unit.assignment_id !== (active?.id ?? null)) throw new MovedMeanwhile(`unit ${unitId}`);
    const [assignment] = active ? await lockAssignments(tx.db, [active.id]) : [];
    return { unit, incident: incident ?? null, assignment: assignment ?? null };
  }

  /** Moves an assignment one step; undefined when its life cycle does not allow it. */
  async step(
    tx: CommandTransaction,
    row: AssignmentRow,
    command: AssignmentCommand,
    details: StepDetails,
  ): Promise<AssignmentRow | undefined> {
    const step = nextAssignmentState(row.state, command);
    if (!step.ok) return undefined;
    if (step.next === row.state) return row;
    const change: AssignmentChange = {
      state: step.next,
      ...timesOf(row, command, details.at),
      ...(step.releaseReason ? { releaseReason: step.releaseReason, releasedAt: details.at } : {}),
      ...(details.refusalReason ? { refusalReason: details.refusalReason } : {}),
      ...(await this.deliveryAfter(tx, row, details)),
    };
    return this.change(tx, row, change, {
      kind: EVENT_OF[command],
      codes: {
        state: step.next,
        ...(step.releaseReason ? { releaseReason: step.releaseReason } : {}),
        ...(details.refusalReason ? { refusalReason: details.refusalReason } : {}),
      },
    });
  }

  /** Changes a locked assignment and records event and audit row; the row as it is now. */
  async change(
    tx: CommandTransaction,
    row: AssignmentRow,
    change: AssignmentChange,
    cause: {
      kind: Extract<EventKind, `assignment.${string}`>;
      codes?: Record<string, string | number | boolean | null>;
    },
  ): Promise<AssignmentRow> {
    const changed = await updateAssignment(tx.db, row, change);
    if (!changed) throw new Error(`assignment ${row.id} changed although it was locked`);
    tx.record({
      kind: cause.kind,
      entity: { kind: 'assignment', id: row.id },
      fromVersion: row.version,
      toVersion: changed.version,
      fields: Object.keys(change),
      codes: { incidentId: row.incident_id, unitId: row.unit_id, ...cause.codes },
    });
    return changed;
  }

  /** Makes a new version of an order because of something its crew must learn. */
  async renewOrder(
    tx: CommandTransaction,
    row: AssignmentRow,
    because: string,
  ): Promise<AssignmentRow> {
    return this.change(tx, row, await this.queueAgain(tx, row), {
      kind: 'assignment.delivery-changed',
      codes: { delivery: 'queued', because },
    });
  }

  /** Takes a unit off its released assignment. */
  async freeUnit(
    tx: CommandTransaction,
    unit: LockedUnit,
    released: AssignmentRow,
    statusCode: number = FREE_STATUS,
  ): Promise<LockedUnit> {
    const travelling = unit.status_code === 5 || unit.status_code === 6;
    return this.units.change(
      tx,
      unit,
      { assignment: null, ...(travelling ? { statusCode } : {}) },
      {
        kind: 'unit.released',
        codes: {
          assignmentId: released.id,
          incidentId: released.incident_id,
          releaseReason: released.release_reason,
        },
      },
    );
  }

  /**
   * Brings an incident in line with its assignments: state, units, first times. `text` is kept as a
   * note of the command. Without a change and a text nothing is written.
   */
  async settleIncident(
    tx: CommandTransaction,
    incident: LockedIncident,
    text?: string,
  ): Promise<LockedIncident> {
    const all = await selectOfIncident(tx.db, incident.id);
    const change = progressOf(incident, all);
    if (Object.keys(change).length === 0 && text === undefined) return incident;
    return this.incidents.change(tx, incident, change, {
      kind: 'incident.progressed',
      codes: { state: change.state ?? incident.state },
      ...(text === undefined ? {} : { text }),
    });
  }

  private async deliveryAfter(
    tx: CommandTransaction,
    row: AssignmentRow,
    { by, orderVersion }: StepDetails,
  ): Promise<AssignmentChange> {
    if (by === 'room') return this.queueAgain(tx, row);
    // an answer to an older version says nothing about the one that is still on its way
    const isForThis = (orderVersion ?? row.order_version) === row.order_version;
    if (row.delivery === 'answered' || !isForThis) return {};
    const order = { assignmentId: row.id, version: row.order_version };
    await moveDelivery(tx.db, order, 'answered', tx.recordedAt);
    return { delivery: 'answered', deliveryAlarm: false };
  }

  private async queueAgain(tx: CommandTransaction, row: AssignmentRow): Promise<AssignmentChange> {
    const version = row.version + 1;
    const order = { assignmentId: row.id, version, unitId: row.unit_id, at: tx.recordedAt };
    await queueOrder(tx.db, order);
    return { orderVersion: version, delivery: 'queued', deliveryAlarm: false };
  }
}

function timesOf(row: AssignmentRow, command: AssignmentCommand, at: Date): AssignmentChange {
  switch (command) {
    case 'accept':
      return { acceptedAt: at };
    case 'arrive':
      return { arrivedAt: at, ...(row.accepted_at ? {} : { acceptedAt: at }) };
    case 'unarrive':
      return { arrivedAt: null };
    default:
      return {};
  }
}

function progressOf(incident: LockedIncident, all: readonly AssignmentRow[]): IncidentChange {
  const active = all.filter((row) => row.state !== 'released');
  const change: IncidentChange = {};
  const state = incidentStateFor(
    active.map((row) => row.state),
    incident.grade !== null,
    incident.state === 'closed',
  );
  if (state !== incident.state) change.state = state;
  const unitIds = active.map((row) => row.unit_id).sort();
  if (unitIds.join() !== [...incident.assigned_unit_ids].sort().join()) {
    change.assignedUnitIds = unitIds;
  }
  const assignedAt = earliest(all.map((row) => row.assigned_at));
  if (assignedAt && !incident.first_assigned_at) change.firstAssignedAt = assignedAt;
  const arrivedAt = earliest(all.map((row) => row.arrived_at));
  if (arrivedAt?.getTime() !== incident.first_arrived_at?.getTime()) {
    change.firstArrivedAt = arrivedAt;
  }
  return change;
}

function earliest(times: readonly (Date | null)[]): Date | null {
  const given = times.filter((time) => time !== null).map((time) => time.getTime());
  return given.length > 0 ? new Date(Math.min(...given)) : null;
}
