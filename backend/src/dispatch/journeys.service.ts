import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { selectJourneys } from './storage/journey-rows.js';

/** A crew's way to an incident, op time in epoch milliseconds. */
export interface Journey {
  readonly assignmentId: string;
  readonly unitId: string;
  readonly assignedAtMs: number;
  readonly arrivedAtMs: number;
  /** Arrival as predicted when the unit was sent; null when nothing was. */
  readonly etaAtMs: number | null;
}

const PAGE = 500;

/** Journeys that ended in an arrival, for reports. */
@Injectable()
export class JourneysService {
  constructor(private readonly database: Database) {}

  /** All of them, read by bounded pages in the background lane. */
  async *arrived(): AsyncGenerator<Journey> {
    let cursor: string | null = null;
    do {
      const rows: Awaited<ReturnType<typeof selectJourneys>> = await selectJourneys(
        this.database.on('background'),
        cursor,
        PAGE,
      );
      for (const row of rows) {
        yield {
          assignmentId: row.id,
          unitId: row.unit_id,
          assignedAtMs: row.assigned_at.getTime(),
          arrivedAtMs: row.arrived_at.getTime(),
          etaAtMs: row.eta_at?.getTime() ?? null,
        };
      }
      cursor = rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
    } while (cursor !== null);
  }
}
