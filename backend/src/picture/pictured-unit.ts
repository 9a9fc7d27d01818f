import type { FramePosition, UnitPosition, UnitView } from '@muster/contracts';
import type { RoadPlace } from '@muster/engine';
import type { LiveFix } from '../tracking/tracking.service.js';

/** A unit as the picture holds it: `slot` is its index in road searches. */
export interface PicturedUnit {
  slot: number;
  view: UnitView;
  fix: LiveFix | null;
  /** Where the fix is on the road network; null when off it or without a fix. */
  place: RoadPlace | null;
}

/** Fixes are in the order of their time, those of one instant in the order of the device. */
export function isNewer(a: LiveFix, b: LiveFix): boolean {
  return a.fixAtMs > b.fixAtMs || (a.fixAtMs === b.fixAtMs && a.seq > b.seq);
}

/** The unit's record in a position frame of op time `nowMs`; none without a fix. */
export function framePosition(unit: PicturedUnit, nowMs: number): FramePosition[] {
  const fix = unit.fix;
  if (!fix) return [];
  return [
    {
      unitNo: unit.view.no,
      lat: fix.lat,
      lon: fix.lon,
      ageS: Math.max(0, (nowMs - fix.fixAtMs) / 1000),
      courseDeg: fix.courseDeg,
      accuracyM: fix.accuracyM,
    },
  ];
}

/** The fix as consoles see it in a snapshot. */
export function toUnitPosition(fix: LiveFix): UnitPosition {
  return {
    lat: fix.lat,
    lon: fix.lon,
    fixAt: new Date(fix.fixAtMs).toISOString(),
    accuracyM: fix.accuracyM,
    courseDeg: fix.courseDeg,
    speedMps: fix.speedMps,
  };
}
