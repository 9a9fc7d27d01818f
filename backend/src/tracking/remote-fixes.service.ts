import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Gauge } from 'prom-client';
import { Timers } from '../platform/clocks/timers.js';
import { InjectConfig } from '../platform/config/config-token.js';
import type { Config } from '../platform/config/settings.js';
import { Database } from '../platform/database/database.js';
import { bugReport } from '../platform/logs/bug-report.js';
import { JsonLogger } from '../platform/logs/json-logger.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { SharedStream } from '../platform/redis/shared-stream.js';
import { readFixEntry, writeFixEntry } from './fix-entry.js';
import { TrackingService, type LiveFix } from './tracking.service.js';

const LOOK_MS = 1000;
/** With a stream that works the database is looked at every fifth time: another node's may be broken. */
const LOOKS_APART = 5;
/** Reading begins this long before the newest seen: a commit may come later than one received after it. */
const OVERLAP_MS = 5000;
const STREAM = 'muster:fixes';

/**
 * Brings what other nodes received into this node's picture: by a stream on Redis where there is one,
 * and by looking at the newest fixes in the database each second where there is none or it is away.
 */
@Injectable()
export class RemoteFixesService {
  private readonly nodeId = randomUUID();
  private newest = new Date(0);
  private polling: Promise<void> | null = null;
  private failing = false;
  private looks = 0;
  private repliesSeen = 0;
  private stream: SharedStream | undefined;
  private readonly degraded: Gauge<'dependency'>;

  constructor(
    private readonly database: Database,
    private readonly tracking: TrackingService,
    private readonly timers: Timers,
    private readonly logger: JsonLogger,
    @InjectConfig() private readonly config: Pick<Config, 'redisUrl'>,
    metrics: Metrics,
  ) {
    this.degraded = metrics.gauge('muster_degraded', '1 while a dependency is done without', [
      'dependency',
    ]);
  }

  /** Starts listening; the embedded database has one node and needs none of it. Call once. */
  start(): () => void {
    if (this.database.kind === 'embedded') return () => undefined;
    const stops = [this.timers.every(LOOK_MS, () => this.look())];
    if (this.config.redisUrl !== undefined) stops.push(...this.openStream(this.config.redisUrl));
    return () => stops.forEach((stop) => stop());
  }

  /** Reads from the database what is new, now. */
  poll(): Promise<void> {
    this.polling ??= this.pollOnce().finally(() => (this.polling = null));
    return this.polling;
  }

  private openStream(url: string): (() => void)[] {
    const stream = new SharedStream(url, STREAM, {
      entries: (batch) => batch.forEach((entry) => this.take(entry)),
      connected: () => {
        this.degraded.set({ dependency: 'redis' }, 0);
        void this.poll();
      },
      lost: (error) => {
        this.degraded.set({ dependency: 'redis' }, 1);
        this.logger.write('warn', 'tracking', 'redis is away', bugReport(error));
      },
    });
    this.stream = stream;
    const stop = this.tracking.onAccepted((fixes) =>
      stream.publish(writeFixEntry({ nodeId: this.nodeId, fixes })),
    );
    return [() => stream.close(), stop];
  }

  private look(): void {
    const replies = this.stream?.replies ?? 0;
    const isHeard = replies !== this.repliesSeen;
    this.repliesSeen = replies;
    this.looks += 1;
    if (!isHeard || this.looks % LOOKS_APART === 0) void this.poll();
  }

  private take(text: string): void {
    const entry = readFixEntry(text);
    if (entry && entry.nodeId !== this.nodeId) this.show(entry.fixes);
  }

  private show(fixes: readonly LiveFix[]): void {
    this.tracking.takeFromElsewhere(fixes);
  }

  private async pollOnce(): Promise<void> {
    try {
      const since = new Date(this.newest.getTime() - OVERLAP_MS);
      const { fixes, newest } = await this.tracking.latestSince(since);
      if (newest && newest > this.newest) this.newest = newest;
      this.show(fixes);
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
