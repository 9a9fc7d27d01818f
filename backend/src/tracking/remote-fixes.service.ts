import { Injectable } from '@nestjs/common';
import { Timers } from '../platform/clocks/timers.js';
import { Database } from '../platform/database/database.js';
import { bugReport } from '../platform/logs/bug-report.js';
import { JsonLogger } from '../platform/logs/json-logger.js';
import { TrackingService } from './tracking.service.js';

const POLL_MS = 1000;
/** Reading begins this long before the newest seen: a commit may come later than one received after it. */
const OVERLAP_MS = 5000;

/** Brings what other nodes received into this node's picture, by looking at the newest fixes each second. */
@Injectable()
export class RemoteFixesService {
  private newest = new Date(0);
  private polling: Promise<void> | null = null;
  private failing = false;

  constructor(
    private readonly database: Database,
    private readonly tracking: TrackingService,
    private readonly timers: Timers,
    private readonly logger: JsonLogger,
  ) {}

  /** Starts looking; the embedded database has one node and needs none of it. Call once. */
  start(): () => void {
    if (this.database.kind === 'embedded') return () => undefined;
    return this.timers.every(POLL_MS, () => void this.poll());
  }

  /** Reads what is new, now. */
  poll(): Promise<void> {
    this.polling ??= this.pollOnce().finally(() => (this.polling = null));
    return this.polling;
  }

  private async pollOnce(): Promise<void> {
    try {
      const since = new Date(this.newest.getTime() - OVERLAP_MS);
      const { fixes, newest } = await this.tracking.latestSince(since);
      if (newest && newest > this.newest) this.newest = newest;
      this.tracking.takeFromElsewhere(fixes);
      this.failing = false;
    } catch (error) {
      // said once: it is tried again each second
      if (!this.failing) {
        this.logger.write('error', 'tracking', 'fixes of others not read', bugReport(error));
      }
      this.failing = true;
    }
  }
}
