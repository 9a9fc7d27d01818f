import type { Timers } from '../clocks/timers.js';
import type { Database, HeldLock } from './database.js';

const TRY_AGAIN_MS = 5000;

/** Work that one node does for all: `start` when this node gets the lock, `stop` when it loses it. */
export interface SingletonWork {
  readonly name: string;
  start(): Promise<void> | void;
  stop(): Promise<void> | void;
}

/**
 * Keeps trying to be the one node that does the work; starts it when the lock is got and stops it
 * when the session of the lock breaks. Returns how to step down.
 */
export function runAsSingleton(
  database: Database,
  timers: Timers,
  work: SingletonWork,
  onError: (error: unknown) => void = () => undefined,
): () => Promise<void> {
  const contender = new Contender(database, work, onError);
  const cancel = timers.every(TRY_AGAIN_MS, () => void contender.tryToStart());
  void contender.tryToStart();
  return async () => {
    cancel();
    await contender.stepDown();
  };
}

class Contender {
  private readonly database: Database;
  private readonly work: SingletonWork;
  private readonly onError: (error: unknown) => void;
  private held: HeldLock | null = null;
  private trying: Promise<void> | null = null;
  private stopped = false;

  constructor(database: Database, work: SingletonWork, onError: (error: unknown) => void) {
    this.database = database;
    this.work = work;
    this.onError = onError;
  }

  tryToStart(): Promise<void> {
    this.trying ??= this.tryOnce()
      .catch(this.onError)
      .finally(() => (this.trying = null));
    return this.trying;
  }

  async stepDown(): Promise<void> {
    this.stopped = true;
    await this.trying;
    const held = this.held;
    if (!held) return;
    this.held = null;
    await this.work.stop();
    await held.release();
  }

  private async tryOnce(): Promise<void> {
    if (this.held || this.stopped) return;
    const held = await this.database.tryHold(this.work.name);
    if (!held) return;
    this.held = held;
    held.lost.then(() => this.lose(held)).catch(this.onError);
    await this.work.start();
  }

  private async lose(held: HeldLock): Promise<void> {
    if (this.held !== held) return;
    this.held = null;
    await this.work.stop();
  }
}
