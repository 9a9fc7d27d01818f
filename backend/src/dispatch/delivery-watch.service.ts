import { Injectable } from '@nestjs/common';
import type { AssignmentView } from '@muster/contracts';
import { hasReached } from '@muster/engine';
import { Clocks } from '../platform/clocks/clocks.js';
import { Timers } from '../platform/clocks/timers.js';
import { Database } from '../platform/database/database.js';
import { SYSTEM_ACTOR } from '../platform/database/db.js';
import {
  done,
  refused,
  UnitOfWork,
  type CommandContext,
  type CommandResult,
} from '../platform/database/unit-of-work.js';
import { bugReport } from '../platform/logs/bug-report.js';
import { JsonLogger } from '../platform/logs/json-logger.js';
import { AssignmentSteps } from './assignment-steps.service.js';
import { lockAssignments, toAssignmentView } from './storage/assignment-rows.js';
import { markAcknowledged, markAlarmed, selectOverdue } from './storage/delivery-rows.js';

/** Wall time after which a human is told that nobody confirmed an order. */
export const RECEIPT_DUE_MS = 30_000;
const LOOK_EVERY_MS = 5_000;

/**
 * Watches for orders that no device confirmed. Each raises one alarm to a human; no second unit is
 * ever sent for want of an answer.
 */
@Injectable()
export class DeliveryWatchService {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly clocks: Clocks,
    private readonly timers: Timers,
    private readonly steps: AssignmentSteps,
    private readonly logger: JsonLogger,
  ) {}

  /** Starts looking; returns a function that stops it. */
  start(): () => void {
    return this.timers.every(LOOK_EVERY_MS, () => {
      this.raiseOverdue().catch((error: unknown) =>
        this.logger.write('error', 'dispatch', 'delivery watch failed', bugReport(error)),
      );
    });
  }

  /** Raises an alarm for each order that is overdue now; how many this node raised. */
  async raiseOverdue(): Promise<number> {
    const before = new Date(this.clocks.wall.nowMs() - RECEIPT_DUE_MS);
    let raised = 0;
    for (const id of await selectOverdue(this.database.on('read'), before)) {
      if (await this.raise(id)) raised += 1;
    }
    return raised;
  }

  /** A human has taken the alarm on; it is not raised again for this version of the order. */
  acknowledge(
    context: CommandContext,
    assignmentId: string,
  ): Promise<CommandResult<AssignmentView, 'NOT_FOUND' | 'ILLEGAL_TRANSITION'>> {
    return this.work.run<AssignmentView, 'NOT_FOUND' | 'ILLEGAL_TRANSITION'>(
      context,
      async (tx) => {
        const [row] = await lockAssignments(tx.db, [assignmentId]);
        if (!row) return refused('NOT_FOUND');
        if (!row.delivery_alarm) return refused('ILLEGAL_TRANSITION', { alarm: false });
        const order = { assignmentId, version: row.order_version };
        await markAcknowledged(tx.db, order, { userId: tx.actor.id, at: tx.recordedAt });
        const changed = await this.steps.change(
          tx,
          row,
          { deliveryAlarm: false },
          { kind: 'assignment.alarm-acknowledged' },
        );
        return done(toAssignmentView(changed));
      },
    );
  }

  private async raise(assignmentId: string): Promise<boolean> {
    const context = { actor: SYSTEM_ACTOR, command: 'delivery.alarm' };
    const result = await this.work.run<boolean>(context, async (tx) => {
      const [row] = await lockAssignments(tx.db, [assignmentId]);
      if (!row || row.state === 'released' || hasReached(row.delivery, 'received'))
        return done(false);
      const order = { assignmentId, version: row.order_version };
      if (!(await markAlarmed(tx.db, order, tx.recordedAt))) return done(false);
      await this.steps.change(
        tx,
        row,
        { deliveryAlarm: true },
        { kind: 'assignment.delivery-alarmed', codes: { delivery: row.delivery } },
      );
      return done(true);
    });
    return result.ok && result.value;
  }
}
