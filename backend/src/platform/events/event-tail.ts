import { SystemTimers } from '../clocks/timers.js';
import type { Timers } from '../clocks/timers.js';
import type { Database } from '../database/database.js';
import { EVENT_CHANNEL } from '../database/event-writer.js';
import type { EventLog } from './event-log.js';
import type { LoggedEvent, LogHead } from './logged-event.js';

const PAGE = 500;
const POLL_MS = 1000;

/** Gets every event in order. Must not wait and must not throw. */
export interface EventSubscriber {
  events(batch: readonly LoggedEvent[]): void;
  /** The log was taken over by a standby (other epoch, or fewer events): start from a snapshot. */
  reset?(head: LogHead): void;
}

export interface EventTailOptions {
  readonly timers?: Timers;
  /** Told about a failing read or subscriber; the tail goes on. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Follows the event log on this node: wakes on NOTIFY, on a remade connection and each second
 * regardless, and reads on from the last seq it gave out. What it gives out has no gap.
 */
export class EventTail {
  private readonly database: Database;
  private readonly log: EventLog;
  private readonly timers: Timers;
  private readonly onError: (error: unknown) => void;
  private readonly subscribers = new Set<EventSubscriber>();
  private head: LogHead = { epoch: 0, seq: 0 };
  private reading: Promise<void> | null = null;
  private again = false;
  private stopped = false;
  private stops: (() => Promise<void> | void)[] = [];

  constructor(database: Database, log: EventLog, options: EventTailOptions = {}) {
    this.database = database;
    this.log = log;
    this.timers = options.timers ?? new SystemTimers();
    this.onError = options.onError ?? (() => undefined);
  }

  /** Epoch and seq of the last event given out. */
  get position(): LogHead {
    return this.head;
  }

  /** Starts after `fromSeq`, by default at the present end of the log. */
  async start(fromSeq?: number): Promise<void> {
    const head = await this.log.head();
    this.head = { epoch: head.epoch, seq: fromSeq ?? head.seq };
    this.stops.push(this.timers.every(POLL_MS, () => void this.catchUp()));
    const wake = () => void this.catchUp();
    this.stops.push(await this.database.listen(EVENT_CHANNEL, { notified: wake, connected: wake }));
  }

  subscribe(subscriber: EventSubscriber): () => void {
    this.subscribers.add(subscriber);
    return () => void this.subscribers.delete(subscriber);
  }

  /** Reads until the end of the log; settles when all up to then was given out. */
  catchUp(): Promise<void> {
    this.again = true;
    this.reading ??= this.readOn().finally(() => (this.reading = null));
    return this.reading;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const stop of this.stops.splice(0)) await stop();
    await this.reading;
  }

  private async readOn(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.readToEnd();
      }
    } catch (error) {
      // the next poll tries again from the same seq
      this.onError(error);
    }
  }

  private async readToEnd(): Promise<void> {
    for (;;) {
      const batch = await this.log.readFrom(this.head.seq, PAGE);
      if (this.stopped) return;
      const last = batch.at(-1);
      const takenOver = last !== undefined && last.epoch > this.head.epoch;
      if (!last || takenOver) return this.resetIfTakenOver();
      this.give(batch, last.seq);
      if (batch.length < PAGE) return;
    }
  }

  /** A standby that took over has a higher epoch, and may lack what was not yet sent to it. */
  private async resetIfTakenOver(): Promise<void> {
    const head = await this.log.head();
    if (head.epoch === this.head.epoch && head.seq >= this.head.seq) return;
    this.head = head;
    for (const subscriber of this.subscribers) this.guard(() => subscriber.reset?.(head));
  }

  private give(batch: readonly LoggedEvent[], lastSeq: number): void {
    batch.forEach((event, index) => {
      if (event.seq === this.head.seq + index + 1) return;
      throw new Error(`the event log has a gap before seq ${event.seq}`);
    });
    this.head = { epoch: this.head.epoch, seq: lastSeq };
    for (const subscriber of this.subscribers) this.guard(() => subscriber.events(batch));
  }

  private guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.onError(error);
    }
  }
}
