import { Injectable } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import type {
  ConsoleSnapshot,
  EventKind,
  FactFrame,
  Heartbeat,
  Resync,
  ResyncReply,
} from '@muster/contracts';
import { anchorView } from '../platform/clocks/clock-view.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { EventLog } from '../platform/events/event-log.js';
import { EventTail } from '../platform/events/event-tail.js';
import type { LoggedEvent, LogHead } from '../platform/events/logged-event.js';
import { bugReport } from '../platform/logs/bug-report.js';
import { JsonLogger } from '../platform/logs/json-logger.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { ConsoleSourcesService } from './console-sources.service.js';
import { FrameHistory } from './frame-history.js';
import { Scope, type ScopeViews } from './scope.js';

const EMPTY: ScopeViews = { incidents: [], units: [], assignments: [] };
/** Events that one frame may carry; a node that is further behind starts from a snapshot. */
const MOST_EVENTS = 2000;

export interface FeedListener {
  frame(frame: FactFrame, events: readonly LoggedEvent[]): void;
  /** The log was taken over or the feed had to start anew: every console needs a snapshot. */
  reset(): void;
}

/** Events with the views of what they changed, all as of one seq. */
interface Page {
  readonly events: readonly LoggedEvent[];
  readonly views: ScopeViews;
}

/**
 * Turns the event log into frames for consoles, chained by `prev`. Events and the views of what they
 * changed are read in one snapshot of the database, so the scope after a frame is that of the database
 * at the frame's seq: equal on every node, and a console may move from one node to another.
 */
@Injectable()
export class ConsoleFeedService {
  private scope = new Scope(EMPTY);
  private readonly history = new FrameHistory();
  private head: LogHead = { epoch: 0, seq: 0 };
  private reading: Promise<void> | null = null;
  private again = false;
  private failing = true;
  private readonly toFrame: Histogram;
  private readonly listeners = new Set<FeedListener>();

  constructor(
    private readonly sources: ConsoleSourcesService,
    private readonly eventLog: EventLog,
    private readonly tail: EventTail,
    private readonly clocks: Clocks,
    private readonly logger: JsonLogger,
    metrics: Metrics,
  ) {
    this.toFrame = metrics.histogram(
      'muster_fact_to_frame_seconds',
      'From the commit of a command to its frame for consoles',
    );
  }

  /** Loads the scope and follows the log; throws when the scope cannot be read. Call once. */
  async start(): Promise<() => void> {
    const wake = (): void => void this.catchUp();
    await this.load();
    const stop = this.tail.subscribe({ events: wake, reset: wake });
    wake();
    return stop;
  }

  /** False until the scope is loaded, and while it cannot be read. */
  get isCurrent(): boolean {
    return !this.failing;
  }

  listen(listener: FeedListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Everything in scope at the seq of the last frame. */
  snapshot(): ConsoleSnapshot {
    return {
      ...this.head,
      anchor: anchorView(this.clocks),
      wall: this.clocks.wall.now().toISOString(),
      ...this.scope.views(),
      positions: this.sources.positions(),
    };
  }

  /** The frames a console missed, or a snapshot when they are too many or of another epoch. */
  resync({ epoch, seq }: Resync): ResyncReply {
    const isOfThisEpoch = epoch === this.head.epoch;
    const frames = isOfThisEpoch ? this.history.after(seq, this.head.seq) : undefined;
    return frames ? { kind: 'frames', frames } : { kind: 'snapshot', snapshot: this.snapshot() };
  }

  heartbeat(): Heartbeat {
    return {
      epoch: this.head.epoch,
      upTo: this.head.seq,
      hash: this.scope.hash(),
      wall: this.clocks.wall.now().toISOString(),
    };
  }

  /** Reads until nothing is new. A failed read is logged and tried again at the next call. */
  catchUp(): Promise<void> {
    this.again = true;
    this.reading ??= this.readOn().finally(() => (this.reading = null));
    return this.reading;
  }

  private async readOn(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        await this.readOnce();
        this.failing = false;
      }
    } catch (error) {
      this.failing = true;
      this.logger.write('error', 'console', 'facts could not be read', bugReport(error));
    }
  }

  private async readOnce(): Promise<void> {
    const { seq: from } = this.head;
    const { value, ...head } = await this.eventLog.snapshot('read', async (db): Promise<Page> => {
      const events = await this.eventLog.readIn(db, from, MOST_EVENTS);
      return { events, views: await this.sources.readChanged(db, events) };
    });
    const isWhole = value.events.length === head.seq - from;
    if (head.epoch !== this.head.epoch || !isWhole) return this.load();
    if (value.events.length > 0) this.take(head, value);
  }

  private async load(): Promise<void> {
    const { value, ...head } = await this.eventLog.snapshot('read', (db) =>
      this.sources.readAll(db),
    );
    this.scope = new Scope(value);
    this.head = head;
    this.failing = false;
    this.history.clear();
    for (const listener of this.listeners) listener.reset();
  }

  private take(head: LogHead, { events, views }: Page): void {
    const frame: FactFrame = {
      epoch: head.epoch,
      prev: this.head.seq,
      seq: head.seq,
      kinds: [...new Set(events.map((event) => event.kind as EventKind))],
      changes: this.scope.take(views),
    };
    this.head = head;
    const nowMs = this.clocks.wall.nowMs();
    for (const { recordedAt } of events)
      this.toFrame.observe(Math.max(0, nowMs - recordedAt.getTime()) / 1000);
    this.history.push(frame);
    for (const listener of this.listeners) listener.frame(frame, events);
  }
}
