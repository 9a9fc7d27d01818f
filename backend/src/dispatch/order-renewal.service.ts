import { Injectable } from '@nestjs/common';
import { IncidentsService } from '../incidents/incidents.service.js';
import { SYSTEM_ACTOR } from '../platform/database/db.js';
import { done, UnitOfWork } from '../platform/database/unit-of-work.js';
import { EventTail } from '../platform/events/event-tail.js';
import type { LoggedEvent } from '../platform/events/logged-event.js';
import { bugReport } from '../platform/logs/bug-report.js';
import { JsonLogger } from '../platform/logs/json-logger.js';
import { AssignmentSteps } from './assignment-steps.service.js';
import { lockActiveOfIncident } from './storage/assignment-rows.js';

/** Changes of an incident that a crew on its way must learn of. */
const WORTH_TELLING: ReadonlySet<string> = new Set(['incident.located', 'incident.graded']);

/** Sends the order anew when the incident it is for has moved or was graded otherwise. */
@Injectable()
export class OrderRenewalService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tail: EventTail,
    private readonly incidents: IncidentsService,
    private readonly steps: AssignmentSteps,
    private readonly logger: JsonLogger,
  ) {}

  /** Starts following the log; returns a function that stops it. */
  start(): () => void {
    return this.tail.subscribe({
      events: (batch) => {
        for (const event of batch) {
          if (!WORTH_TELLING.has(event.kind)) continue;
          this.renewFor(event).catch((error: unknown) =>
            this.logger.write('error', 'dispatch', 'order renewal failed', bugReport(error)),
          );
        }
      },
    });
  }

  /** Renews the orders of an incident's units once for an event, on whichever node comes first. */
  async renewFor({ epoch, seq, kind, entity }: LoggedEvent): Promise<void> {
    const context = {
      actor: SYSTEM_ACTOR,
      command: 'order.renew',
      idempotency: { key: `event-${epoch}-${seq}`, bodyHash: entity.id },
    };
    await this.work.run<null>(context, async (tx) => {
      const incident = await this.incidents.lock(tx, entity.id);
      if (!incident || incident.assigned_unit_ids.length === 0) return done(null);
      for (const row of await lockActiveOfIncident(tx.db, incident.id)) {
        await this.steps.renewOrder(tx, row, kind);
      }
      return done(null);
    });
  }
}
