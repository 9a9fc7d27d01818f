import type { Bounds, FixRefusal, LatLon, PositionFix } from '@muster/contracts';
import { greatCircleM, METRES_PER_E7, toE7 } from '../roads/great-circle.js';
import { FIX_LIMITS, type FixLimits } from './fix-limits.js';

/** Where and when a device was; what is remembered of an earlier fix. */
export interface TrackPoint {
  readonly fixAtMs: number;
  readonly seq: number;
  readonly lat: number;
  readonly lon: number;
}

/** All that cleaning remembers of a device: a small plain object, handed in and out. */
export interface DeviceTrack {
  /** Newest live fix, or null before the first. */
  readonly live: TrackPoint | null;
  /** Fixes refused as teleports that agree with each other, oldest first. */
  readonly doubted: readonly TrackPoint[];
}

/** The track of a device whose newest live fix is known, as after a restart, or of one not heard of yet. */
export function newDeviceTrack(live?: TrackPoint): DeviceTrack {
  return { live: live ? pointOf(live) : null, doubted: [] };
}

/** The device's fix as far as cleaning reads it; `seq` orders fixes of one instant. */
export type RawFix = Pick<PositionFix, 'fixAt' | 'seq' | 'lat' | 'lon'> & {
  readonly mock?: boolean | undefined;
};

export interface CleaningContext {
  /** Op clock, epoch ms. */
  readonly nowMs: number;
  /** The mapped area; null when no map is loaded, and then no fix is outside it. */
  readonly bounds: Bounds | null;
  readonly limits?: FixLimits;
}

export type CleanedFix =
  | { readonly verdict: 'live'; readonly reason: null; readonly track: DeviceTrack }
  | {
      readonly verdict: 'history';
      /** `OUT_OF_ORDER`: not later than the live fix. */
      readonly reason: 'OUT_OF_ORDER' | 'TOO_OLD';
      readonly track: DeviceTrack;
    }
  | { readonly verdict: 'refused'; readonly reason: FixRefusal; readonly track: DeviceTrack };

/**
 * Judges one fix against what is known of its device. `live` moves the marker, `history` is stored
 * and moves nothing, `refused` is counted. The marker never moves back in time. A device whose
 * remembered position is the wrong one is believed again after `believeAfter` consistent fixes.
 */
export function cleanFix(track: DeviceTrack, fix: RawFix, context: CleaningContext): CleanedFix {
  const limits = context.limits ?? FIX_LIMITS;
  const fixAtMs = Date.parse(fix.fixAt);
  const refusal =
    refusedByItself(fix, fixAtMs) ??
    refusedByPlace(fix, context.bounds, limits) ??
    refusedByTime(fixAtMs, context.nowMs, limits);
  if (refusal) return { verdict: 'refused', reason: refusal, track };
  if (context.nowMs - fixAtMs > limits.liveMs) {
    return { verdict: 'history', reason: 'TOO_OLD', track };
  }
  return judgeMovement({ fixAtMs, seq: fix.seq, lat: fix.lat, lon: fix.lon }, track, limits);
}

function refusedByItself(fix: RawFix, fixAtMs: number): FixRefusal | null {
  if (fix.mock === true) return 'MOCKED';
  if (!Number.isFinite(fix.lat) || !Number.isFinite(fix.lon) || !Number.isFinite(fixAtMs)) {
    return 'NOT_A_NUMBER';
  }
  // a receiver without a solution reports 0,0, give or take its rounding
  return Math.abs(fix.lat) < 1e-4 && Math.abs(fix.lon) < 1e-4 ? 'NULL_ISLAND' : null;
}

function refusedByPlace(fix: RawFix, bounds: Bounds | null, limits: FixLimits): FixRefusal | null {
  const inRange = Math.abs(fix.lat) <= 90 && Math.abs(fix.lon) <= 180;
  if (bounds === null) return inRange ? null : 'OUT_OF_RANGE';
  if (isWithin(fix, bounds, limits.marginM)) return null;
  if (isWithin({ lat: fix.lon, lon: fix.lat }, bounds, limits.marginM)) return 'SWAPPED_LAT_LON';
  return inRange ? 'OUTSIDE_AREA' : 'OUT_OF_RANGE';
}

function refusedByTime(fixAtMs: number, nowMs: number, limits: FixLimits): FixRefusal | null {
  if (fixAtMs - nowMs > limits.futureMs) return 'IN_FUTURE';
  return nowMs - fixAtMs > limits.historyMs ? 'TOO_OLD' : null;
}

function isWithin(point: LatLon, bounds: Bounds, marginM: number): boolean {
  const latMargin = marginM / METRES_PER_E7 / 1e7;
  // meridians lie closest together on the side away from the equator
  const widestLat = Math.min(89, Math.max(Math.abs(bounds.south), Math.abs(bounds.north)));
  const lonMargin = latMargin / Math.cos((widestLat * Math.PI) / 180);
  return (
    point.lat >= bounds.south - latMargin &&
    point.lat <= bounds.north + latMargin &&
    point.lon >= bounds.west - lonMargin &&
    point.lon <= bounds.east + lonMargin
  );
}

function judgeMovement(point: TrackPoint, known: DeviceTrack, limits: FixLimits): CleanedFix {
  const { live } = known;
  if (live && !isLater(point, live)) {
    return { verdict: 'history', reason: 'OUT_OF_ORDER', track: known };
  }
  if (!live || isReachable(live, point, limits)) return accepted(point);
  const agreeing =
    known.doubted.length > 0 &&
    known.doubted.every((other) => isLater(point, other) && isReachable(other, point, limits));
  const doubted = agreeing ? [...known.doubted, point] : [point];
  if (doubted.length >= limits.believeAfter) return accepted(point);
  return { verdict: 'refused', reason: 'TELEPORT', track: { live, doubted } };
}

function pointOf({ fixAtMs, seq, lat, lon }: TrackPoint): TrackPoint {
  return { fixAtMs, seq, lat, lon };
}

function accepted(point: TrackPoint): CleanedFix {
  return { verdict: 'live', reason: null, track: { live: point, doubted: [] } };
}

function isLater(point: TrackPoint, than: TrackPoint): boolean {
  return point.fixAtMs > than.fixAtMs || (point.fixAtMs === than.fixAtMs && point.seq > than.seq);
}

function isReachable(from: TrackPoint, to: TrackPoint, limits: FixLimits): boolean {
  const metres = greatCircleM(toE7(from.lat), toE7(from.lon), toE7(to.lat), toE7(to.lon));
  return metres <= limits.jumpM + (limits.speedMps * (to.fixAtMs - from.fixAtMs)) / 1000;
}
