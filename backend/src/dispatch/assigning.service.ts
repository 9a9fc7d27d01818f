import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { AssignmentView, AssignUnits } from '@muster/contracts';
import { IncidentsService, type LockedIncident } from '../incidents/incidents.service.js';
import {
  done,
  refused,
  UnitOfWork,
  type CommandContext,
  type CommandResult,
  type CommandTransaction,
  type Outcome,
} from '../platform/database/unit-of-work.js';
import { UnitsService, type LockedUnit } from '../units/units.service.js';
import { AssignmentSteps } from './assignment-steps.service.js';
import { AssignGroundsService, type AssignGrounds } from './assign-grounds.service.js';
import { alreadyAssigned, refusalOf, type SendCase, type UnitRefusal } from './assign-checks.js';
import { MovedMeanwhile } from './moved-meanwhile.js';
import {
  insertAssignment,
  lockAssignments,
  selectActiveOfUnits,
  selectAssignments,
  selectRefusers,
  toAssignmentView,
  type AssignmentRow,
} from './storage/assignment-rows.js';
import { queueOrder } from './storage/delivery-rows.js';
import { clearLeases, lockLeases } from './storage/lease-rows.js';

export type AssignRefusal =
  UnitRefusal['code'] | 'NOT_FOUND' | 'INCIDENT_CLOSED' | 'ILLEGAL_TRANSITION' | 'REASON_REQUIRED';

export interface Assigned {
  readonly assignments: AssignmentView[];
  readonly refused: UnitRefusal[];
}

/** Everything locked and read for one assign command. */
interface Stage {
  readonly tx: CommandTransaction;
  readonly input: AssignUnits;
  readonly grounds: AssignGrounds;
  readonly incidents: Map<string, LockedIncident>;
  readonly units: Map<string, LockedUnit>;
  readonly cases: Map<string, SendCase>;
}

/** Sends units to incidents: one transaction, all or none unless `partial`. */
@Injectable()
export class AssigningService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly incidents: IncidentsService,
    private readonly units: UnitsService,
    private readonly steps: AssignmentSteps,
    private readonly grounds: AssignGroundsService,
  ) {}

  /**
   * Assigns units. Without a recommendation, or against its first rank, a reason is needed; the
   * record of what the system would have said is then made first. A loser is told who won.
   */
  async assign(
    context: CommandContext,
    given: AssignUnits,
  ): Promise<CommandResult<Assigned, AssignRefusal>> {
    const input = { ...given, unitIds: [...new Set(given.unitIds)] };
    const grounds = await this.grounds.prepare(input);
    return this.work.run<Assigned, AssignRefusal>(context, async (tx) => {
      if (!grounds.ok) return grounds;
      const stage = await this.setStage(tx, input, grounds.value);
      return stage.ok ? this.send(stage.value) : stage;
    });
  }

  private async setStage(
    tx: CommandTransaction,
    input: AssignUnits,
    grounds: AssignGrounds,
  ): Promise<Outcome<Stage, AssignRefusal>> {
    const active = await selectActiveOfUnits(tx.db, input.unitIds);
    // a diversion changes the incident that is left, so that one is locked as well
    const left = input.divert ? active.map((row) => row.incident_id) : [];
    const locked = await this.incidents.lockMany(tx, [...new Set([input.incidentId, ...left])]);
    const incidents = new Map(locked.map((incident) => [incident.id, incident]));
    const target = incidents.get(input.incidentId);
    if (!target) return refused('NOT_FOUND', { what: 'incident' });
    if (target.state === 'closed') return refused('INCIDENT_CLOSED');
    if (target.grade === null) return refused('ILLEGAL_TRANSITION', { state: target.state });
    const units = new Map(
      (await this.units.lock(tx, input.unitIds)).map((unit) => [unit.id, unit]),
    );
    for (const { id, unit_id } of input.divert ? active : []) {
      if (units.get(unit_id)?.assignment_id !== id) throw new MovedMeanwhile(`unit ${unit_id}`);
    }
    const stage = { tx, input, grounds, incidents, units };
    const lost = await this.lostRace(stage);
    if (lost) return refused(lost.code, { unitId: lost.unitId, ...lost.details });
    return done({ ...stage, cases: await this.casesOf(stage, target) });
  }

  /** Answers a race that is lost before reading anything else: others wait for these locks. */
  private async lostRace({
    tx,
    input,
    incidents,
    units,
  }: Omit<Stage, 'cases'>): Promise<UnitRefusal | undefined> {
    if (input.divert || input.partial) return undefined;
    const taken = input.unitIds.map((id) => units.get(id)).find((unit) => unit?.assignment_id);
    if (!taken?.assignment_id) return undefined;
    const holding = (await this.holdingsOf(tx, [taken.assignment_id], incidents)).get(taken.id);
    return holding && alreadyAssigned({ id: taken.id, callSign: taken.call_sign }, holding);
  }

  private async casesOf(
    { tx, input, incidents, units }: Omit<Stage, 'cases'>,
    target: LockedIncident,
  ): Promise<Map<string, SendCase>> {
    const leases = await lockLeases(tx.db, input.unitIds, tx.recordedAt);
    const held = [...units.values()].flatMap((unit) => unit.assignment_id ?? []);
    const holdings = await this.holdingsOf(tx, held, incidents);
    const refusers = await selectRefusers(tx.db, target.id);
    const views = await this.units.byIds(input.unitIds, tx.db);
    return new Map(
      views.map((view) => [
        view.id,
        {
          view,
          incident: target,
          grade: target.grade ?? 'P4',
          at: tx.at,
          holding: holdings.get(view.id) ?? null,
          lease: leases.find((lease) => lease.unit_id === view.id),
          refusedBefore: refusers.includes(view.id),
          userId: tx.actor.id,
          overriding: input.overrideReason !== undefined,
          divert: input.divert ?? false,
        },
      ]),
    );
  }

  private async holdingsOf(
    tx: CommandTransaction,
    assignmentIds: readonly string[],
    locked: ReadonlyMap<string, LockedIncident>,
  ): Promise<Map<string, NonNullable<SendCase['holding']>>> {
    const rows = await selectAssignments(tx.db, assignmentIds);
    const unlocked = [...new Set(rows.map((row) => row.incident_id))].filter(
      (id) => !locked.has(id),
    );
    const others = unlocked.length > 0 ? await this.incidents.byIds(unlocked, tx.db) : [];
    const byId = new Map(
      [...locked.values(), ...others].map(({ id, no, grade }) => [id, { id, no, grade }]),
    );
    return new Map(
      rows.flatMap((assignment) => {
        const incident = byId.get(assignment.incident_id);
        return incident ? [[assignment.unit_id, { assignment, incident }] as const] : [];
      }),
    );
  }

  private async send(stage: Stage): Promise<Outcome<Assigned, AssignRefusal>> {
    const { tx, input, cases } = stage;
    const refusals: UnitRefusal[] = [];
    for (const unitId of input.unitIds) {
      const given = cases.get(unitId);
      const refusal: UnitRefusal | null = given
        ? refusalOf(given)
        : { unitId, code: 'UNIT_UNKNOWN', details: { unitId } };
      if (refusal) refusals.push(refusal);
    }
    const first = refusals[0];
    const sendable = input.unitIds.filter((id) => !refusals.some(({ unitId }) => unitId === id));
    if (first && (!input.partial || sendable.length === 0)) {
      return refused(first.code, { unitId: first.unitId, ...first.details });
    }
    const recordId = await stage.grounds.keepRecord(tx.db);
    const assignments: AssignmentRow[] = [];
    for (const unitId of [...sendable].sort()) {
      assignments.push(await this.sendUnit(stage, unitId, recordId));
    }
    await this.settle(stage, sendable);
    await clearLeases(tx.db, sendable);
    return done({ assignments: assignments.map(toAssignmentView), refused: refusals });
  }

  private async sendUnit(stage: Stage, unitId: string, recordId: string): Promise<AssignmentRow> {
    const { tx, input, grounds } = stage;
    const unit = stage.units.get(unitId);
    if (!unit) throw new Error(`unit ${unitId} is not locked`);
    if (unit.assignment_id !== null) await this.takeOff(tx, unit.assignment_id);
    const etaMs = grounds.etaMs.get(unitId);
    const assignment = await insertAssignment(tx.db, {
      id: randomUUID(),
      incident_id: input.incidentId,
      unit_id: unitId,
      call_sign: unit.call_sign,
      recommendation_id: recordId,
      assigned_by: tx.actor.id,
      assignedAt: tx.at,
      etaAt: etaMs === undefined ? null : new Date(tx.at.getTime() + etaMs),
    });
    const { id, incident_id: incidentId } = assignment;
    await queueOrder(tx.db, { assignmentId: id, version: 1, unitId, at: tx.recordedAt });
    tx.record({
      kind: 'assignment.dispatched',
      entity: { kind: 'assignment', id },
      fromVersion: null,
      toVersion: 1,
      fields: ['incidentId', 'unitId', 'state', 'recommendationId'],
      codes: { incidentId, unitId, recommendationId: recordId, rank: rankOf(grounds, unitId) },
    });
    await this.units.change(
      tx,
      unit,
      { assignment: { assignmentId: id, incidentId } },
      { kind: 'unit.assigned', codes: { assignmentId: id } },
    );
    return assignment;
  }

  private async takeOff(tx: CommandTransaction, assignmentId: string): Promise<void> {
    const [row] = await lockAssignments(tx.db, [assignmentId]);
    const released = row && (await this.steps.step(tx, row, 'divert', { by: 'room', at: tx.at }));
    if (!released) throw new Error(`assignment ${assignmentId} could not be diverted`);
  }

  private async settle({ tx, input, incidents, cases }: Stage, sent: string[]): Promise<void> {
    const left = new Set(sent.flatMap((id) => cases.get(id)?.holding?.incident.id ?? []));
    for (const [id, incident] of incidents) {
      if (id === input.incidentId) {
        await this.steps.settleIncident(tx, incident, input.overrideReason);
      } else if (left.has(id)) {
        await this.steps.settleIncident(tx, incident);
      }
    }
  }
}

/** 1-based rank in the recommendation, or null for a unit that it did not offer. */
function rankOf({ ranked }: AssignGrounds, unitId: string): number | null {
  const at = ranked.indexOf(unitId);
  return at < 0 ? null : at + 1;
}
