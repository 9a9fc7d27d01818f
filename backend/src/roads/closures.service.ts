import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClosureView, DrawClosure } from '@muster/contracts';
import { Database } from '../platform/database/database.js';
import {
  done,
  refused,
  UnitOfWork,
  type CommandContext,
  type CommandResult,
} from '../platform/database/unit-of-work.js';
import { EventTail } from '../platform/events/event-tail.js';
import { bugReport } from '../platform/logs/bug-report.js';
import { JsonLogger } from '../platform/logs/json-logger.js';
import { RoadNetworkService } from './road-network.service.js';
import {
  insertClosure,
  liftClosure,
  selectClosures,
  type ClosureRow,
} from './storage/closure-rows.js';

/** Roads that people have shut: rows in the database, a mask over the arcs of the loaded graph here. */
@Injectable()
export class ClosuresService {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly roads: RoadNetworkService,
    private readonly tail: EventTail,
    private readonly logger: JsonLogger,
  ) {}

  /** Loads the closures in force and follows what any node draws or lifts. */
  async start(): Promise<() => void> {
    const stop = this.tail.subscribe({
      events: (batch) => {
        if (!batch.some((event) => event.entity.kind === 'closure')) return;
        this.reload().catch((error: unknown) =>
          this.logger.write('error', 'roads', 'closures could not be read', bugReport(error)),
        );
      },
    });
    await this.reload();
    return stop;
  }

  /** Makes the mask equal to the rows. */
  async reload(): Promise<void> {
    const rows = await selectClosures(this.database.on('read'));
    const inForce = new Set(rows.map((row) => row.id));
    for (const id of this.roads.closed.ids) if (!inForce.has(id)) this.roads.closed.open(id);
    for (const row of rows) this.roads.closed.shut(row.id, row, row.radius_m);
  }

  async list(): Promise<ClosureView[]> {
    return (await selectClosures(this.database.on('read'))).map((row) => this.toView(row));
  }

  async draw(
    context: CommandContext,
    input: DrawClosure,
  ): Promise<CommandResult<ClosureView, never>> {
    const result = await this.work.run<ClosureRow, never>(context, async (tx) => {
      const row = {
        id: randomUUID(),
        lat: input.point.lat,
        lon: input.point.lon,
        radius_m: input.radiusM,
        reason: input.reason,
        drawn_at: tx.at,
      };
      await insertClosure(tx.db, row);
      tx.record({
        kind: 'closure.drawn',
        entity: { kind: 'closure', id: row.id },
        fromVersion: null,
        toVersion: 1,
        fields: ['point', 'radiusM', 'reason'],
      });
      return done({ ...row, version: 1 });
    });
    if (!result.ok) return result;
    return {
      ...result,
      value: this.toView({ ...result.value, drawn_at: new Date(result.value.drawn_at) }),
    };
  }

  async lift(context: CommandContext, id: string): Promise<CommandResult<null, 'NOT_FOUND'>> {
    const result = await this.work.run<null, 'NOT_FOUND'>(context, async (tx) => {
      const version = await liftClosure(tx.db, id, tx.at);
      if (version === undefined) return refused('NOT_FOUND');
      tx.record({
        kind: 'closure.lifted',
        entity: { kind: 'closure', id },
        fromVersion: version - 1,
        toVersion: version,
        fields: ['liftedAt'],
      });
      return done(null);
    });
    if (result.ok) this.roads.closed.open(id);
    return result;
  }

  private toView(row: ClosureRow): ClosureView {
    return {
      id: row.id,
      point: { lat: row.lat, lon: row.lon },
      radiusM: row.radius_m,
      reason: row.reason,
      drawnAt: row.drawn_at.toISOString(),
      arcs: this.roads.closed.shut(row.id, row, row.radius_m),
    };
  }
}
