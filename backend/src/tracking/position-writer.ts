import { randomUUID } from 'node:crypto';
import { type Database } from '../platform/database/database.js';
import { makeDay } from './storage/position-days.js';
import {
  fixKey,
  insertPositions,
  upsertLatest,
  type PositionRow,
} from './storage/position-rows.js';
import { quarantine } from './storage/quarantine-rows.js';

interface Waiting {
  rows: readonly PositionRow[];
  written: (newRows: number) => void;
  failed: (error: unknown) => void;
}

export interface WriterLimits {
  /** Rows of one transaction. */
  batchRows: number;
  /** Rows that may wait; beyond it nothing more is accepted. */
  queueRows: number;
}

export const WRITER_LIMITS: WriterLimits = { batchRows: 500, queueRows: 20_000 };

/** SQLSTATE classes that say the row is bad, not the database: data, integrity, check. */
const ROW_IS_BAD = /^2[123]/;

/**
 * Writes fixes in groups: while one transaction runs, what arrives gathers for the next. So a single
 * fix waits one commit and a flood shares commits. A submission is settled after the commit that holds it.
 */
export class PositionWriter {
  private readonly queue: Waiting[] = [];
  private queuedRows = 0;
  private running: Promise<void> | undefined;
  private readonly knownDays = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly limits: WriterLimits = WRITER_LIMITS,
  ) {}

  /** Would these rows fit now? Asked before acceptance, so that shedding loses nothing. */
  hasRoom(rows: number): boolean {
    return this.queuedRows + rows <= this.limits.queueRows;
  }

  get waitingRows(): number {
    return this.queuedRows;
  }

  /** Resolves after commit with the number of rows that were new. */
  write(rows: readonly PositionRow[]): Promise<number> {
    return new Promise((written, failed) => {
      this.queue.push({ rows, written, failed });
      this.queuedRows += rows.length;
      this.running ??= this.drain();
    });
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async drain(): Promise<void> {
    // One turn of the loop lets fixes that arrived together share the first transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) await this.writeGroup(this.takeGroup());
    this.running = undefined;
  }

  private takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    let rows = 0;
    while (this.queue.length > 0) {
      const next = this.queue[0] as Waiting;
      if (group.length > 0 && rows + next.rows.length > this.limits.batchRows) break;
      group.push(next);
      rows += next.rows.length;
      this.queue.shift();
    }
    this.queuedRows -= rows;
    return group;
  }

  /** A group that fails for a bad row is split until the row stands alone; other failures go to the senders. */
  private async writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const counts = await this.commit(group.map((waiting) => waiting.rows));
      group.forEach((waiting, index) => waiting.written(counts[index] as number));
    } catch (error) {
      if (!isBadRow(error)) {
        group.forEach((waiting) => waiting.failed(error));
        return;
      }
      for (const waiting of group) {
        await this.writeBisected(waiting.rows).then(waiting.written, waiting.failed);
      }
    }
  }

  private async writeBisected(rows: readonly PositionRow[]): Promise<number> {
    try {
      return (await this.commit([rows]))[0] as number;
    } catch (error) {
      if (!isBadRow(error)) throw error;
      if (rows.length > 1) {
        const middle = rows.length >> 1;
        return (
          (await this.writeBisected(rows.slice(0, middle))) +
          (await this.writeBisected(rows.slice(middle)))
        );
      }
      const [row] = rows;
      if (row) await quarantine(this.database.on('position'), randomUUID(), row, error.code);
      return 0;
    }
  }

  private async commit(groups: readonly (readonly PositionRow[])[]): Promise<number[]> {
    const all = groups.flat();
    await this.makeMissingDays(all);
    return this.database.transaction({ lane: 'position' }, async (db) => {
      const inserted = await insertPositions(db, all);
      await upsertLatest(db, newestLive(all));
      return groups.map((rows) =>
        inserted === null ? rows.length : rows.filter((row) => inserted.delete(keyOf(row))).length,
      );
    });
  }

  private async makeMissingDays(rows: readonly PositionRow[]): Promise<void> {
    const days = new Set(rows.map((row) => row.fixAt.toISOString().slice(0, 10)));
    for (const day of days) {
      if (this.knownDays.has(day)) continue;
      await makeDay(this.database.on('position'), day);
      this.knownDays.add(day);
    }
  }
}

function isBadRow(error: unknown): error is { code: string } {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && ROW_IS_BAD.test(code);
}

/** Newest live row of each device, in device order so that two nodes lock rows alike. */
function newestLive(rows: readonly PositionRow[]): PositionRow[] {
  const newest = new Map<string, PositionRow>();
  for (const row of rows) {
    const held = newest.get(row.deviceId);
    if (row.live && (!held || isNewer(row, held))) newest.set(row.deviceId, row);
  }
  return [...newest.values()].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
}

function keyOf(row: PositionRow): string {
  return fixKey(row.deviceId, row.fixAt, row.seq);
}

function isNewer(a: PositionRow, b: PositionRow): boolean {
  const byTime = a.fixAt.getTime() - b.fixAt.getTime();
  return byTime > 0 || (byTime === 0 && a.seq > b.seq);
}
