import { parseArgs } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DeviceDirectoryService } from '../access/device-directory.service.js';
import { JourneysService, type Journey } from '../dispatch/journeys.service.js';
import { Database } from '../platform/database/database.js';
import { Operations, type OperationResult } from '../platform/operations/operations.js';
import { RoadNetworkService } from '../roads/road-network.service.js';
import { TracksService } from '../tracking/tracks.service.js';
import { countDecisions, countEvents } from './storage/event-counts.js';
import { checkTrack, TRACK_LIMITS } from './track-check.js';

/** What happened, counted from the event log and the stored fixes alone. */
export interface Figures {
  readonly calls: number;
  readonly incidents: number;
  readonly recommendations: number;
  readonly assignments: number;
  readonly arrivals: number;
  readonly closed: number;
  readonly pings: number;
  /** Median of |actual − predicted| / predicted time from assignment to arrival; null without arrivals. */
  readonly etaErrorP50: number | null;
  /** Median of (actual − predicted) / predicted: above 0, crews are slower than was said. */
  readonly etaBiasP50: number | null;
  /** Journeys with fewer fixes than a track needs. */
  readonly shortTracks: number;
  readonly fixesOffRoad: number;
  readonly fixesTooFast: number;
}

/** Counts a shift for reports and for the smoke run. */
@Injectable()
export class FiguresService {
  constructor(
    private readonly database: Database,
    private readonly journeys: JourneysService,
    private readonly tracks: TracksService,
    private readonly devices: DeviceDirectoryService,
    private readonly roads: RoadNetworkService,
    operations: Operations,
  ) {
    operations.add('figures', (argv) => this.command(argv));
  }

  async figures(): Promise<Figures> {
    const db = this.database.on('background');
    const events = await countEvents(db);
    const count = (kind: string): number => events.get(kind) ?? 0;
    return {
      calls: count('contact.recorded'),
      incidents: count('incident.opened'),
      recommendations: await countDecisions(db, 'recommendation'),
      assignments: count('assignment.dispatched'),
      arrivals: count('assignment.arrived'),
      closed: count('incident.closed'),
      pings: await this.tracks.count(),
      ...(await this.journeyFigures()),
    };
  }

  private async journeyFigures() {
    const deviceOf = new Map(
      (await this.devices.active()).map((device) => [device.unitId, device.deviceId]),
    );
    const errors: number[] = [];
    const found = { shortTracks: 0, fixesOffRoad: 0, fixesTooFast: 0 };
    for await (const journey of this.journeys.arrived()) {
      const error = etaError(journey);
      if (error !== null) errors.push(error);
      const deviceId = deviceOf.get(journey.unitId);
      const track = deviceId
        ? await this.tracks.between(deviceId, journey.assignedAtMs, journey.arrivedAtMs)
        : [];
      const verdict = checkTrack(this.roads.graph, track);
      if (verdict.fixes < TRACK_LIMITS.fewestFixes) found.shortTracks += 1;
      found.fixesOffRoad += verdict.offRoad;
      found.fixesTooFast += verdict.tooFast;
    }
    return { etaErrorP50: median(errors.map(Math.abs)), etaBiasP50: median(errors), ...found };
  }

  private async command(argv: readonly string[]): Promise<OperationResult> {
    const { values } = parseArgs({
      args: [...argv],
      options: { json: { type: 'boolean', default: false } },
    });
    const figures = await this.figures();
    const lines = Object.entries(figures).map(
      ([name, value]) => `  ${name.padEnd(16)} ${String(value)}`,
    );
    return { exitCode: 0, output: values.json ? JSON.stringify(figures) : lines.join('\n') };
  }
}

function etaError({ assignedAtMs, arrivedAtMs, etaAtMs }: Journey): number | null {
  if (etaAtMs === null || etaAtMs <= assignedAtMs) return null;
  return (arrivedAtMs - etaAtMs) / (etaAtMs - assignedAtMs);
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  const value = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
  return Math.round(value * 1000) / 1000;
}
