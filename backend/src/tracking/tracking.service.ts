import { Injectable, Optional } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import type { FixRefusal, PositionAck, PositionFix } from '@muster/contracts';
import { cleanFix, newDeviceTrack, type DeviceTrack } from '@muster/engine';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import { done, refused, type Outcome } from '../platform/database/outcome.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { RoadNetworkService } from '../roads/road-network.service.js';
import { PositionWriter } from './position-writer.js';
import { plausible } from './plausible-readings.js';
import type { PositionRow } from './storage/position-rows.js';
import { selectLatest, selectLatestSince, type LatestRow } from './storage/position-rows.js';

/** A fix that is committed and newer than all before it of its device. */
export interface LiveFix {
  deviceId: string;
  fixAtMs: number;
  seq: number;
  lat: number;
  lon: number;
  accuracyM: number | null;
  speedMps: number | null;
  courseDeg: number | null;
}

export interface TrackingCounts {
  accepted: number;
  duplicates: number;
  shed: number;
  refused: Partial<Record<FixRefusal, number>>;
}

type Listener = (fixes: readonly LiveFix[]) => void;

/** Takes fixes in: cleaned, committed, acknowledged, and only then shown. */
@Injectable()
export class TrackingService {
  readonly counts: TrackingCounts = { accepted: 0, duplicates: 0, shed: 0, refused: {} };
  private readonly tracks = new Map<string, DeviceTrack>();
  private readonly listeners = new Set<Listener>();
  private readonly acceptedListeners = new Set<Listener>();
  private readonly writer: PositionWriter;
  private readonly toPicture: Histogram | undefined;

  constructor(
    private readonly database: Database,
    private readonly clocks: Clocks,
    private readonly roads: RoadNetworkService,
    @Optional() metrics?: Metrics,
  ) {
    this.writer = new PositionWriter(database);
    this.toPicture = metrics && this.measure(metrics);
  }

  /** Called with live fixes after their commit. Returns a function that stops it. */
  onLive(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** As `onLive`, but only what this node received itself: for those who tell other nodes. */
  onAccepted(listener: Listener): () => void {
    this.acceptedListeners.add(listener);
    return () => this.acceptedListeners.delete(listener);
  }

  /** Fills the memory of where devices were, so that a restart judges the next fix as before. */
  async restore(): Promise<LiveFix[]> {
    const fixes = (await selectLatest(this.database.on('read'))).map(toLiveFix);
    for (const fix of fixes) this.tracks.set(fix.deviceId, newDeviceTrack(fix));
    return fixes;
  }

  /** Newest fixes that any node received since a wall time, and when the last of them was received. */
  async latestSince(since: Date): Promise<{ fixes: LiveFix[]; newest: Date | undefined }> {
    const rows = await selectLatestSince(this.database.on('position'), since);
    const newest = rows.reduce((latest, row) => Math.max(latest, row.received_at.getTime()), 0);
    return { fixes: rows.map(toLiveFix), newest: newest === 0 ? undefined : new Date(newest) };
  }

  /** Cleans, writes and acknowledges fixes of one device, oldest first. Refused as a whole only before anything is accepted. */
  async submit(
    deviceId: string,
    fixes: readonly PositionFix[],
  ): Promise<Outcome<PositionAck, 'SHED'>> {
    if (!this.writer.hasRoom(fixes.length)) {
      this.counts.shed += fixes.length;
      return refused('SHED', { retryAfterS: 1 });
    }
    const measured = this.toPicture?.startTimer();
    const refusals: PositionAck['refused'] = [];
    const rows: PositionRow[] = [];
    const before = this.tracks.get(deviceId);
    fixes.forEach((fix, index) => {
      const row = this.clean(deviceId, fix);
      if (typeof row === 'string') refusals.push({ index, reason: row });
      else rows.push(row);
    });
    const written = rows.length === 0 ? 0 : await this.write(deviceId, rows, before);
    this.count(rows.length, written, refusals);
    this.show(rows);
    measured?.();
    return done({
      ok: true,
      accepted: written,
      duplicates: rows.length - written,
      refused: refusals,
    });
  }

  /** Takes in what another node received: remembered for cleaning, and shown where it is newer. */
  takeFromElsewhere(fixes: readonly LiveFix[]): void {
    const newer = fixes.filter((fix) => {
      const live = this.tracks.get(fix.deviceId)?.live;
      return !live || isNewer(fix, live);
    });
    for (const fix of newer) this.tracks.set(fix.deviceId, newDeviceTrack(fix));
    this.tell(newer);
  }

  /** Whether these would be taken now: asked before a batch of many devices. */
  hasRoom(fixes: number): boolean {
    return this.writer.hasRoom(fixes);
  }

  /** Rows that wait to be written, for metrics. */
  get waitingRows(): number {
    return this.writer.waitingRows;
  }

  /** Resolves when everything accepted is committed. */
  idle(): Promise<void> {
    return this.writer.idle();
  }

  private measure(metrics: Metrics): Histogram {
    metrics.observed('muster_positions_waiting', 'Fixes that wait to be written', [], (gauge) =>
      gauge.set(this.waitingRows),
    );
    metrics.observed('muster_positions', 'Fixes by what became of them', ['outcome'], (gauge) => {
      const { refused: byReason, ...counts } = this.counts;
      for (const [outcome, count] of Object.entries({ ...counts, ...byReason }))
        gauge.set({ outcome }, count);
    });
    return metrics.histogram(
      'muster_fix_to_picture_seconds',
      'From receipt of fixes to their place in the picture, committed in between',
    );
  }

  /** What was not committed was not seen either: the device sends it again and it is judged anew. */
  private async write(
    deviceId: string,
    rows: readonly PositionRow[],
    before: DeviceTrack | undefined,
  ): Promise<number> {
    const judged = this.tracks.get(deviceId);
    try {
      return await this.writer.write(rows);
    } catch (error) {
      if (before && this.tracks.get(deviceId) === judged) this.tracks.set(deviceId, before);
      else this.tracks.delete(deviceId);
      throw error;
    }
  }

  private clean(deviceId: string, fix: PositionFix): PositionRow | FixRefusal {
    const judged = cleanFix(this.tracks.get(deviceId) ?? newDeviceTrack(), fix, {
      nowMs: this.clocks.op.nowMs(),
      bounds: this.roads.bounds,
    });
    this.tracks.set(deviceId, judged.track);
    if (judged.verdict === 'refused') return judged.reason;
    return {
      deviceId,
      fixAt: new Date(fix.fixAt),
      seq: fix.seq,
      receivedAt: this.clocks.wall.now(),
      lat: fix.lat,
      lon: fix.lon,
      ...plausible(fix),
      live: judged.verdict === 'live',
    };
  }

  private count(rows: number, written: number, refusals: PositionAck['refused']): void {
    this.counts.accepted += written;
    this.counts.duplicates += rows - written;
    for (const { reason } of refusals) {
      this.counts.refused[reason] = (this.counts.refused[reason] ?? 0) + 1;
    }
  }

  private show(rows: readonly PositionRow[]): void {
    const live = rows.filter((row) => row.live).map(rowToLiveFix);
    this.tell(live);
    if (live.length > 0) for (const listener of this.acceptedListeners) listener(live);
  }

  private tell(live: readonly LiveFix[]): void {
    if (live.length > 0) for (const listener of this.listeners) listener(live);
  }
}

function isNewer(fix: LiveFix, held: { fixAtMs: number; seq: number }): boolean {
  return fix.fixAtMs > held.fixAtMs || (fix.fixAtMs === held.fixAtMs && fix.seq > held.seq);
}

function rowToLiveFix(row: PositionRow): LiveFix {
  const { deviceId, seq, lat, lon, accuracyM, speedMps, courseDeg } = row;
  return { deviceId, fixAtMs: row.fixAt.getTime(), seq, lat, lon, accuracyM, speedMps, courseDeg };
}

function toLiveFix(row: LatestRow): LiveFix {
  return {
    deviceId: row.device_id,
    fixAtMs: row.fix_at.getTime(),
    seq: row.seq,
    lat: row.lat,
    lon: row.lon,
    accuracyM: row.accuracy_m,
    speedMps: row.speed_mps,
    courseDeg: row.course_deg,
  };
}
