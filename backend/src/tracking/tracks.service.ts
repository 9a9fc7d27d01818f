import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { countPositions, selectTrack } from './storage/track-rows.js';

export interface TrackFix {
  readonly atMs: number;
  readonly lat: number;
  readonly lon: number;
}

const MOST_FIXES = 5000;

/** Stored tracks, for reports and replay. */
@Injectable()
export class TracksService {
  constructor(private readonly database: Database) {}

  /** Fixes of a device in a span of op time (epoch ms), oldest first; at most 5,000. */
  async between(deviceId: string, fromMs: number, toMs: number): Promise<TrackFix[]> {
    const span = { deviceId, from: new Date(fromMs), to: new Date(toMs) };
    const rows = await selectTrack(this.database.on('background'), span, MOST_FIXES);
    return rows.map((row) => ({ atMs: row.fix_at.getTime(), lat: row.lat, lon: row.lon }));
  }

  /** Fixes in the log. */
  count(): Promise<number> {
    return countPositions(this.database.on('background'));
  }
}
