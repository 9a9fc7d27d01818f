import { LANES } from './db.js';
import type { Lane } from './db.js';

/** What a lane has waited so far, for /metrics. */
export interface LaneWait {
  readonly waits: number;
  readonly totalMs: number;
  readonly maxMs: number;
  readonly waiting: number;
}

interface Waiter {
  readonly since: number;
  readonly admit: () => void;
}

interface LaneState {
  waiters: Waiter[];
  held: number;
  waits: number;
  totalMs: number;
  maxMs: number;
}

/** How many sessions there are, and how many of them a lane may hold at once. */
export interface LaneSlots {
  readonly total: number;
  readonly cap: (lane: Lane) => number;
}

export const ONE_SESSION: LaneSlots = { total: 1, cap: () => 1 };

/** Sessions of a pool: background and positions together can never take all of them. */
export function poolSlots(total: number): LaneSlots {
  const share = { command: total, read: Math.max(1, total - 1), position: 2, background: 2 };
  return { total, cap: (lane) => Math.min(total, share[lane]) };
}

/**
 * Hands out sessions by lane, in order inside a lane. A running statement is never interrupted:
 * lower lanes keep theirs bounded instead.
 */
export class LaneQueue {
  private readonly slots: LaneSlots;
  private readonly monotonicMs: () => number;
  private readonly lanes: Record<Lane, LaneState>;
  private free: number;

  constructor(slots: LaneSlots, monotonicMs: () => number = () => performance.now()) {
    this.slots = slots;
    this.free = slots.total;
    this.monotonicMs = monotonicMs;
    const state = (): LaneState => ({ waiters: [], held: 0, waits: 0, totalMs: 0, maxMs: 0 });
    this.lanes = { command: state(), read: state(), position: state(), background: state() };
  }

  /** Waits for a session in `lane`; the caller must call the returned release exactly once. */
  acquire(lane: Lane): Promise<() => void> {
    const since = this.monotonicMs();
    return new Promise((resolve) => {
      this.lanes[lane].waiters.push({ since, admit: () => resolve(this.releaseOnce(lane)) });
      this.admitNext();
    });
  }

  waits(): Record<Lane, LaneWait> {
    const read = (lane: Lane): LaneWait => {
      const { waits, totalMs, maxMs, waiters } = this.lanes[lane];
      return { waits, totalMs, maxMs, waiting: waiters.length };
    };
    return {
      command: read('command'),
      read: read('read'),
      position: read('position'),
      background: read('background'),
    };
  }

  private releaseOnce(lane: Lane): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.lanes[lane].held -= 1;
      this.free += 1;
      this.admitNext();
    };
  }

  private admitNext(): void {
    for (const lane of LANES) {
      const state = this.lanes[lane];
      while (this.free > 0 && state.held < this.slots.cap(lane)) {
        const waiter = state.waiters.shift();
        if (!waiter) break;
        this.admit(state, waiter);
      }
    }
  }

  private admit(state: LaneState, waiter: Waiter): void {
    const waitedMs = this.monotonicMs() - waiter.since;
    this.free -= 1;
    state.held += 1;
    state.waits += 1;
    state.totalMs += waitedMs;
    state.maxMs = Math.max(state.maxMs, waitedMs);
    waiter.admit();
  }
}
