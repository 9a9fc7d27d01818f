import { Injectable } from '@nestjs/common';
import type {
  AnswerAssignment,
  AssignmentOrder,
  AssignmentView,
  DeliveryReceipt,
  DeviceStatus,
  Recommendation,
  UnitView,
} from '@muster/contracts';
import { Database } from '../platform/database/database.js';
import type { Db } from '../platform/database/db.js';
import type { CommandContext, CommandResult } from '../platform/database/outcome.js';
import {
  CrewReportsService,
  type AnswerRefusal,
  type StatusRefusal,
} from './crew-reports.service.js';
import { DeliveryWatchService } from './delivery-watch.service.js';
import { OrderRenewalService } from './order-renewal.service.js';
import { OrdersService, type UnitOrder } from './orders.service.js';
import { RecommendationsService } from './recommendations.service.js';
import { selectActive, selectAssignments, toAssignmentView } from './storage/assignment-rows.js';

/** An assignment and the unit whose device speaks about it. */
export interface OwnAssignment {
  readonly assignmentId: string;
  readonly unitId: string;
}

/** Dispatch as consoles and devices use it; the control room's own commands have services of their own. */
@Injectable()
export class DispatchService {
  constructor(
    private readonly database: Database,
    private readonly recommendations: RecommendationsService,
    private readonly crews: CrewReportsService,
    private readonly orders: OrdersService,
    private readonly watch: DeliveryWatchService,
    private readonly renewal: OrderRenewalService,
  ) {}

  /** Starts the watch over deliveries and the renewal of orders. Call once; returns a function that stops both. */
  start(): () => void {
    const stops = [this.watch.start(), this.renewal.start()];
    return () => stops.forEach((stop) => stop());
  }

  /** Active assignments, oldest first. */
  async listActive(db: Db = this.database.on('read')): Promise<AssignmentView[]> {
    return (await selectActive(db)).map(toAssignmentView);
  }

  /** These assignments, active or not. */
  async byIds(
    ids: readonly string[],
    db: Db = this.database.on('read'),
  ): Promise<AssignmentView[]> {
    return (await selectAssignments(db, ids)).map(toAssignmentView);
  }

  /** The ranking for consoles that watch an incident; null when there is none to make. */
  liveRecommendation(incidentId: string): Promise<Recommendation | null> {
    return this.recommendations.live(incidentId);
  }

  ordersOfUnit(unitId: string): Promise<AssignmentOrder[]> {
    return this.orders.ofUnit(unitId);
  }

  ordersByAssignment(assignmentIds: readonly string[]): Promise<UnitOrder[]> {
    return this.orders.byAssignment(assignmentIds);
  }

  unreceivedOrders(unitIds: readonly string[]): Promise<UnitOrder[]> {
    return this.orders.unreceived(unitIds);
  }

  markSent(assignmentId: string, version: number): Promise<void> {
    return this.orders.markSent(assignmentId, version);
  }

  /** A crew's status code, from its device. */
  reportStatus(
    context: CommandContext,
    unitId: string,
    { statusCode, at }: DeviceStatus,
  ): Promise<CommandResult<UnitView, StatusRefusal>> {
    const given = at === undefined ? undefined : new Date(at);
    return this.crews.setStatus(context, unitId, { statusCode, by: 'crew', at: given });
  }

  receipt(
    context: CommandContext,
    own: OwnAssignment,
    input: DeliveryReceipt,
  ): Promise<CommandResult<AssignmentView, 'NOT_FOUND' | 'CONFLICT_VERSION'>> {
    return this.orders.receipt(context, own, input);
  }

  answer(
    context: CommandContext,
    own: OwnAssignment,
    input: AnswerAssignment,
  ): Promise<CommandResult<AssignmentView, AnswerRefusal>> {
    return this.crews.answer(context, own, input);
  }
}
