import { Injectable } from '@nestjs/common';
import type {
  AnswerAssignment,
  AssignmentView,
  RefusalReason,
  SetUnitStatus,
  UnitView,
} from '@muster/contracts';
import { nextUnitStatus, type UnitStep } from '@muster/engine';
import {
  done,
  refused,
  UnitOfWork,
  type CommandContext,
  type CommandResult,
  type CommandTransaction,
  type Outcome,
} from '../platform/database/unit-of-work.js';
import { UnitsService } from '../units/units.service.js';
import { AssignmentSteps, type UnitScene } from './assignment-steps.service.js';
import {
  selectAssignments,
  toAssignmentView,
  type AssignmentRow,
} from './storage/assignment-rows.js';

export type StatusRefusal =
  'UNIT_UNKNOWN' | 'CONFLICT_VERSION' | 'ILLEGAL_TRANSITION' | 'REASON_REQUIRED';
export type AnswerRefusal = 'NOT_FOUND' | 'CONFLICT_VERSION' | 'ILLEGAL_TRANSITION';

/** A status code as a crew sends it or a dispatcher sets it. */
export interface StatusInput extends Pick<
  SetUnitStatus,
  'statusCode' | 'reason' | 'expectedVersion'
> {
  readonly by: 'crew' | 'dispatcher';
  /** Device op time; kept within sensible bounds. */
  readonly at?: Date | undefined;
}

type DoneStep = Extract<UnitStep, { ok: true }>;

/** A device may send late what happened earlier, but not from the future or from long ago. */
const LATEST_REPORT_MS = 15 * 60_000;
/** Where a crew that refuses on its way is: some reasons take it off the road. */
const STATUS_AFTER_REFUSAL: Readonly<Record<RefusalReason, number>> = {
  COMMITTED: 8,
  NOT_EQUIPPED: 2,
  VEHICLE_DEFECT: 8,
  TOO_FAR: 2,
  END_OF_SHIFT: 8,
  OTHER: 2,
};

/** What crews report, and dispatchers correct: status codes and answers to orders. */
@Injectable()
export class CrewReportsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly units: UnitsService,
    private readonly steps: AssignmentSteps,
  ) {}

  /**
   * Takes a status code. Codes 5 and 6 move the unit's assignment, leaving a scene ends it, 0 is an
   * emergency, 12–16 are messages and change nothing. Unit, assignment and incident move as one.
   */
  setStatus(
    context: CommandContext,
    unitId: string,
    input: StatusInput,
  ): Promise<CommandResult<UnitView, StatusRefusal>> {
    return this.work.run<UnitView, StatusRefusal>(context, async (tx) => {
      const scene = await this.steps.lockUnitScene(tx, unitId);
      if (!scene) return refused('UNIT_UNKNOWN', { unitId });
      const { unit, assignment } = scene;
      if (input.expectedVersion !== undefined && input.expectedVersion !== unit.version) {
        return refused('CONFLICT_VERSION', { version: unit.version });
      }
      const active =
        assignment === null || assignment.state === 'released' ? null : assignment.state;
      const step = nextUnitStatus(
        { statusCode: unit.status_code, emergency: unit.emergency, assignment: active },
        { statusCode: input.statusCode, by: input.by, hasReason: input.reason !== undefined },
      );
      if (!step.ok) return statusRefusal(step.reason, unit.status_code, input.statusCode);
      await this.take(tx, scene, step, input);
      const [view] = await this.units.byIds([unitId], tx.db);
      if (!view) throw new Error(`unit ${unitId} vanished`);
      return done(view);
    });
  }

  /**
   * A crew accepts, and is then en route, or refuses with a reason. An answer to an older version of
   * the order counts: the crew goes or does not go, and learns of the change by the newer one.
   */
  answer(
    context: CommandContext,
    ids: { assignmentId: string; unitId: string },
    input: AnswerAssignment,
  ): Promise<CommandResult<AssignmentView, AnswerRefusal>> {
    return this.work.run<AssignmentView, AnswerRefusal>(context, async (tx) => {
      const [seen] = await selectAssignments(tx.db, [ids.assignmentId]);
      if (seen?.unit_id !== ids.unitId) return refused('NOT_FOUND');
      if (seen.state === 'released') return refused('ILLEGAL_TRANSITION', { state: 'released' });
      const scene = await this.steps.lockUnitScene(tx, ids.unitId);
      const row = scene?.assignment;
      if (!scene || row?.id !== ids.assignmentId) {
        return refused('ILLEGAL_TRANSITION', { state: 'released' });
      }
      if (input.version > row.order_version) {
        return refused('CONFLICT_VERSION', { version: row.order_version });
      }
      return input.answer === 'accept'
        ? this.accept(tx, scene, { row, orderVersion: input.version })
        : this.refuse(tx, scene, { row, orderVersion: input.version, reason: input.reason });
    });
  }

  private async take(
    tx: CommandTransaction,
    scene: UnitScene,
    step: DoneStep,
    input: StatusInput,
  ): Promise<void> {
    if (step.step === 'repeat') return;
    if (step.step === 'message') {
      const codes = { message: input.statusCode };
      await this.units.change(tx, scene.unit, {}, { kind: 'unit.message', codes });
      return;
    }
    const moved = await this.moveAssignment(tx, scene, step, input);
    const ended = moved?.state === 'released';
    const { statusCode, emergency } = step.next;
    await this.units.change(
      tx,
      scene.unit,
      { statusCode, emergency, ...(ended ? { assignment: null } : {}) },
      {
        kind: step.step === 'correction' ? 'unit.status-corrected' : 'unit.status-set',
        ...(moved ? { codes: { incidentId: moved.incident_id, assignmentId: moved.id } } : {}),
        ...(input.reason === undefined ? {} : { reason: input.reason }),
      },
    );
    if (moved && scene.incident) await this.steps.settleIncident(tx, scene.incident);
  }

  private async moveAssignment(
    tx: CommandTransaction,
    { assignment }: UnitScene,
    { assignmentCommand }: DoneStep,
    input: StatusInput,
  ): Promise<AssignmentRow | null> {
    if (!assignment || !assignmentCommand) return null;
    const moved = await this.steps.step(tx, assignment, assignmentCommand, {
      by: input.by === 'crew' ? 'crew' : 'room',
      at: boundedTime(input.at, tx.at, assignment),
    });
    if (!moved) throw new Error(`${assignmentCommand} does not fit ${assignment.state}`);
    return moved;
  }

  private async accept(
    tx: CommandTransaction,
    scene: UnitScene,
    { row, orderVersion }: { row: AssignmentRow; orderVersion: number },
  ): Promise<Outcome<AssignmentView, AnswerRefusal>> {
    const details = { by: 'crew', at: tx.at, orderVersion } as const;
    const accepted = await this.steps.step(tx, row, 'accept', details);
    if (!accepted) return refused('ILLEGAL_TRANSITION', { state: row.state });
    const codes = { incidentId: row.incident_id, assignmentId: row.id };
    await this.units.change(tx, scene.unit, { statusCode: 5 }, { kind: 'unit.status-set', codes });
    if (scene.incident) await this.steps.settleIncident(tx, scene.incident);
    return done(toAssignmentView(accepted));
  }

  private async refuse(
    tx: CommandTransaction,
    scene: UnitScene,
    {
      row,
      orderVersion,
      reason,
    }: { row: AssignmentRow; orderVersion: number; reason: RefusalReason },
  ): Promise<Outcome<AssignmentView, AnswerRefusal>> {
    const details = { by: 'crew', at: tx.at, orderVersion, refusalReason: reason } as const;
    const released = await this.steps.step(tx, row, 'refuse', details);
    if (!released) return refused('ILLEGAL_TRANSITION', { state: row.state });
    await this.steps.freeUnit(tx, scene.unit, released, STATUS_AFTER_REFUSAL[reason]);
    if (scene.incident) await this.steps.settleIncident(tx, scene.incident);
    return done(toAssignmentView(released));
  }
}

function statusRefusal(
  reason: Extract<UnitStep, { ok: false }>['reason'],
  from: number,
  to: number,
): Outcome<never, StatusRefusal> {
  if (reason === 'REASON_REQUIRED') return refused(reason, { from, to });
  return refused('ILLEGAL_TRANSITION', { from, to, rule: reason });
}

/** Not before the assignment, not more than a quarter of an hour ago, not in the future. */
function boundedTime(reported: Date | undefined, now: Date, { assigned_at }: AssignmentRow): Date {
  if (!reported) return now;
  const earliest = Math.max(assigned_at.getTime(), now.getTime() - LATEST_REPORT_MS);
  return new Date(Math.min(now.getTime(), Math.max(earliest, reported.getTime())));
}
