import { Injectable } from '@nestjs/common';
import { Clocks } from '../clocks/clocks.js';
import { Timers } from '../clocks/timers.js';
import { Database } from '../database/database.js';
import { purgeExpiredAnswers } from '../database/idempotency.js';
import { runAsSingleton } from '../database/singleton.js';
import { bugReport } from '../logs/bug-report.js';
import { JsonLogger } from '../logs/json-logger.js';

/** Something that must be tidied up now and then, by one node for all. */
export interface Chore {
  /** For the log: 'expired-answers'. */
  readonly name: string;
  readonly everyMs: number;
  run(): Promise<void>;
}

const MINUTE_MS = 60_000;
/** Rows of one statement: the embedded database serves others between two. */
const MOST_ROWS = 500;

/** Runs the chores of all capabilities on one node; a failing one is logged and runs again at its time. */
@Injectable()
export class Housekeeping {
  private readonly chores: Chore[] = [
    { name: 'expired-answers', everyMs: MINUTE_MS, run: () => this.removeExpiredAnswers() },
  ];
  private readonly running = new Map<Chore, Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly clocks: Clocks,
    private readonly timers: Timers,
    private readonly logger: JsonLogger,
  ) {}

  /** Call before `start`. */
  add(chore: Chore): void {
    this.chores.push(chore);
  }

  /** Runs every chore at once and then at its time, on the node that gets the lock. Returns how to step down. */
  start(): () => Promise<void> {
    let cancels: (() => void)[] = [];
    const work = {
      name: 'housekeeping',
      start: (): void => {
        cancels = this.chores.map((chore) =>
          this.timers.every(chore.everyMs, () => void this.run(chore)),
        );
        for (const chore of this.chores) void this.run(chore);
      },
      stop: async (): Promise<void> => {
        for (const cancel of cancels.splice(0)) cancel();
        await Promise.all(this.running.values());
      },
    };
    return runAsSingleton(this.database, this.timers, work, (error) => this.report('lock', error));
  }

  /** Runs every chore once, now. */
  async runAll(): Promise<void> {
    await Promise.all(this.chores.map((chore) => this.run(chore)));
  }

  /** One that still runs is not started again. */
  private run(chore: Chore): Promise<void> {
    const already = this.running.get(chore);
    if (already) return already;
    const running = chore
      .run()
      .catch((error: unknown) => this.report(chore.name, error))
      .finally(() => this.running.delete(chore));
    this.running.set(chore, running);
    return running;
  }

  private async removeExpiredAnswers(): Promise<void> {
    const now = this.clocks.wall.now();
    const db = this.database.on('background');
    while ((await purgeExpiredAnswers(db, now, MOST_ROWS)) === MOST_ROWS);
  }

  private report(chore: string, error: unknown): void {
    this.logger.write('error', 'housekeeping', 'chore failed', { chore, ...bugReport(error) });
  }
}
