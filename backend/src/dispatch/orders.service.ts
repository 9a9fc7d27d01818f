import { Injectable } from '@nestjs/common';
import type {
  AssignmentOrder,
  AssignmentView,
  DeliveryReceipt,
  DeliveryState,
} from '@muster/contracts';
import { hasReached, nextDeliveryState } from '@muster/engine';
import { BriefingsService } from '../incidents/briefings.service.js';
import { IncidentsService } from '../incidents/incidents.service.js';
import { Database } from '../platform/database/database.js';
import { SYSTEM_ACTOR } from '../platform/database/db.js';
import {
  done,
  refused,
  UnitOfWork,
  type CommandContext,
  type CommandResult,
  type CommandTransaction,
} from '../platform/database/unit-of-work.js';
import { AssignmentSteps } from './assignment-steps.service.js';
import {
  lockAssignments,
  selectActiveOfUnits,
  selectAssignments,
  toAssignmentView,
  type AssignmentRow,
} from './storage/assignment-rows.js';
import { moveDelivery, selectUnreceived } from './storage/delivery-rows.js';

/** An order and the unit whose device must have it. */
export interface UnitOrder {
  readonly unitId: string;
  readonly order: AssignmentOrder;
}

/** Orders to officers' devices: what they say, and how far each has come. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly incidents: IncidentsService,
    private readonly briefings: BriefingsService,
    private readonly steps: AssignmentSteps,
  ) {}

  /** Active orders of a unit. */
  async ofUnit(unitId: string): Promise<AssignmentOrder[]> {
    const active = await selectActiveOfUnits(this.database.on('read'), [unitId]);
    return (await this.byAssignment(active.map((row) => row.id))).map(({ order }) => order);
  }

  /** Orders of these assignments, active or released. */
  async byAssignment(assignmentIds: readonly string[]): Promise<UnitOrder[]> {
    if (assignmentIds.length === 0) return [];
    const rows = await selectAssignments(this.database.on('read'), assignmentIds);
    const incidentIds = [...new Set(rows.map((row) => row.incident_id))];
    const incidents = new Map(
      (await this.incidents.byIds(incidentIds)).map((view) => [view.id, view]),
    );
    const narratives = await this.briefings.narratives(incidentIds);
    return rows.flatMap((row): UnitOrder[] => {
      const incident = incidents.get(row.incident_id);
      if (!incident) return [];
      const order = {
        assignmentId: row.id,
        version: row.order_version,
        incidentId: row.incident_id,
        incidentNo: incident.no,
        state: row.state,
        releaseReason: row.release_reason,
        grade: incident.grade,
        typeCode: incident.typeCode,
        place: incident.place,
        narrative: narratives.get(row.incident_id) ?? '',
        assignedAt: row.assigned_at.toISOString(),
      };
      return [{ unitId: row.unit_id, order }];
    });
  }

  /** Orders that these units' devices have not confirmed: active ones, and endings they must learn of. */
  async unreceived(unitIds: readonly string[]): Promise<UnitOrder[]> {
    const rows = await selectUnreceived(this.database.on('read'), unitIds);
    return this.byAssignment(rows.map((row) => row.assignment_id));
  }

  /** Notes that an order went out; only the first time counts, and never for an older version. */
  async markSent(assignmentId: string, version: number): Promise<void> {
    const [seen] = await selectAssignments(this.database.on('read'), [assignmentId]);
    if (seen?.order_version !== version || seen.delivery !== 'queued') return;
    const context = { actor: SYSTEM_ACTOR, command: 'delivery.sent' };
    await this.work.run<null>(context, async (tx) => {
      const [row] = await lockAssignments(tx.db, [assignmentId]);
      if (row?.order_version === version) await this.advance(tx, row, 'sent');
      return done(null);
    });
  }

  /**
   * A receipt of a device. One for an older version of the order, or one that comes twice, changes
   * nothing and is answered with the assignment as it is.
   */
  receipt(
    context: CommandContext,
    ids: { assignmentId: string; unitId: string },
    input: DeliveryReceipt,
  ): Promise<CommandResult<AssignmentView, 'NOT_FOUND' | 'CONFLICT_VERSION'>> {
    return this.work.run<AssignmentView, 'NOT_FOUND' | 'CONFLICT_VERSION'>(context, async (tx) => {
      const [row] = await lockAssignments(tx.db, [ids.assignmentId]);
      if (row?.unit_id !== ids.unitId) return refused('NOT_FOUND');
      if (input.version > row.order_version) {
        return refused('CONFLICT_VERSION', { version: row.order_version });
      }
      const current = input.version === row.order_version;
      return done(toAssignmentView(current ? await this.advance(tx, row, input.state) : row));
    });
  }

  private async advance(
    tx: CommandTransaction,
    row: AssignmentRow,
    reported: Exclude<DeliveryState, 'queued'>,
  ): Promise<AssignmentRow> {
    const step = nextDeliveryState(row.delivery, reported);
    if (!step.ok) return row;
    const order = { assignmentId: row.id, version: row.order_version };
    await moveDelivery(tx.db, order, reported, tx.recordedAt);
    // whatever was alarmed about has arrived
    const calmed = row.delivery_alarm && hasReached(step.next, 'received');
    return this.steps.change(
      tx,
      row,
      { delivery: step.next, ...(calmed ? { deliveryAlarm: false } : {}) },
      { kind: 'assignment.delivery-changed', codes: { delivery: step.next } },
    );
  }
}
