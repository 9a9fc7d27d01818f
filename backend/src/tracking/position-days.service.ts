import { Injectable } from '@nestjs/common';
import { Clocks } from '../platform/clocks/clocks.js';
import { InjectConfig } from '../platform/config/config-token.js';
import type { Config } from '../platform/config/settings.js';
import { Database } from '../platform/database/database.js';
import { Housekeeping } from '../platform/operations/housekeeping.js';
import { dropDaysBefore, makeDay } from './storage/position-days.js';

const DAY_MS = 86_400_000;
/** A day of op time passes in less than half an hour at the fastest training speed. */
const EVERY_MS = 10 * 60_000;

/** Makes the partitions of the position log ahead of their day and drops those whose time is over. */
@Injectable()
export class PositionDaysService {
  constructor(
    private readonly database: Database,
    private readonly clocks: Clocks,
    @InjectConfig() private readonly config: Pick<Config, 'positionDays'>,
    housekeeping: Housekeeping,
  ) {
    housekeeping.add({
      name: 'position-days',
      everyMs: EVERY_MS,
      run: () => this.tidy(),
    });
  }

  /** Days are UTC days of op time, by which fixes are kept. */
  async tidy(): Promise<void> {
    const nowMs = this.clocks.op.nowMs();
    const db = this.database.on('background');
    for (const atMs of [nowMs, nowMs + DAY_MS]) await makeDay(db, dayOf(atMs));
    const oldestKept = dayOf(nowMs - this.config.positionDays * DAY_MS);
    await this.database.transaction({ lane: 'background' }, (tx) => dropDaysBefore(tx, oldestKept));
  }
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
