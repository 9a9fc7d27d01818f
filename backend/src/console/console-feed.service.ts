import { Injectable } from '@nestjs/common';
import type {
  ConsoleSnapshot,
  EventKind,
  FactFrame,
  Heartbeat,
  Resync,
  ResyncReply,
} from '@muster/contracts';
import { scopeHash } from '@muster/contracts';
import { anchorView } from '../platform/clocks/clock-view.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { EventLog } from '../platform/events/event-log.js';
import { EventTail } from '../platform/events/event-tail.js';
import type { LoggedEvent } from '../platform/events/logged-event.js';
import { ConsoleSourcesService } from './console-sources.service.js';
import { FrameHistory } from './frame-history.js';
import { Scope, type ScopeViews } from './scope.js';

const EMPTY: ScopeViews = { incidents: [], units: [], assignments: [] };

export interface FeedListener {
  frame(frame: FactFrame, events: readonly LoggedEvent[]): void;
  /** The log was taken over or the feed had to start anew: every console needs a snapshot. */
  reset(): void;
}

/**
 * Turns the event log into frames for consoles: one frame for each batch of events, chained by
 * `prev`. The scope is held in memory as the consoles hold it.
 */
@Injectable()
export class ConsoleFeedService {
  private scope = new Scope(EMPTY);
  private readonly history = new FrameHistory();
  private epoch = 0;
  private seq = 0;
  private work: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<FeedListener>();

  constructor(
    private readonly sources: ConsoleSourcesService,
    private readonly eventLog: EventLog,
    private readonly tail: EventTail,
    private readonly clocks: Clocks,
  ) {}

  /** Loads the scope and follows the log. Call once, after the picture has started. */
  async start(): Promise<() => void> {
    const stop = this.tail.subscribe({
      events: (batch) => this.enqueue(() => this.take(batch)),
      reset: () => this.enqueue(() => this.load()),
    });
    await this.enqueue(() => this.load());
    return stop;
  }

  listen(listener: FeedListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Everything in scope at the seq of the last frame. */
  snapshot(): ConsoleSnapshot {
    return {
      epoch: this.epoch,
      seq: this.seq,
      anchor: anchorView(this.clocks),
      wall: this.clocks.wall.now().toISOString(),
      ...this.scope.views(),
      positions: this.sources.positions(),
    };
  }

  /** The frames a console missed, or a snapshot when they are too many or of another epoch. */
  resync({ epoch, seq }: Resync): ResyncReply {
    const frames = epoch === this.epoch ? this.history.after(seq, this.seq) : undefined;
    return frames ? { kind: 'frames', frames } : { kind: 'snapshot', snapshot: this.snapshot() };
  }

  heartbeat(): Heartbeat {
    return {
      epoch: this.epoch,
      upTo: this.seq,
      hash: scopeHash(this.scope.entries()),
      wall: this.clocks.wall.now().toISOString(),
    };
  }

  /** Resolves when every event delivered so far has become a frame. */
  settled(): Promise<void> {
    return this.work;
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    this.work = this.work.then(step).catch(() => this.recover());
    return this.work;
  }

  /** A failed read leaves a hole: start from the rows again, as often as it takes the database to answer. */
  private async recover(): Promise<void> {
    try {
      await this.load();
    } catch {
      // The next batch or heartbeat finds the feed behind the tail and loads again.
      this.seq = -1;
    }
  }

  private async load(): Promise<void> {
    const { epoch, seq, value } = await this.eventLog.snapshot('read', (db) =>
      this.sources.readAll(db),
    );
    this.scope = new Scope(value);
    this.epoch = epoch;
    this.seq = seq;
    this.history.clear();
    for (const listener of this.listeners) listener.reset();
  }

  private async take(batch: readonly LoggedEvent[]): Promise<void> {
    const events = batch.filter((event) => event.seq > this.seq);
    const last = events[events.length - 1];
    if (!last) return;
    if (events[0]?.seq !== this.seq + 1) return this.load();
    const changes = this.scope.take(await this.sources.readChanged(events));
    const frame: FactFrame = {
      epoch: this.epoch,
      prev: this.seq,
      seq: last.seq,
      kinds: [...new Set(events.map((event) => event.kind as EventKind))],
      changes,
    };
    this.seq = last.seq;
    this.history.push(frame);
    for (const listener of this.listeners) listener.frame(frame, events);
  }
}
