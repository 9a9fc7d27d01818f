import type { PositionFix } from '@muster/contracts';
import type { PositionRow } from './storage/position-rows.js';

/** Nothing is known of a place that may be anywhere within this. */
const MOST_ACCURACY_M = 100_000;
/** Faster than any aircraft of a police force. */
const MOST_SPEED_MPS = 150;

/**
 * What a device says beside place and time, as far as it can be true. A reading that cannot is left
 * out and costs nobody the fix.
 */
export function plausible(
  fix: PositionFix,
): Pick<PositionRow, 'accuracyM' | 'speedMps' | 'courseDeg' | 'batteryPct'> {
  const accuracyM = fix.accuracyM ?? null;
  return {
    accuracyM: accuracyM === null ? null : Math.min(accuracyM, MOST_ACCURACY_M),
    speedMps: within(fix.speedMps, MOST_SPEED_MPS),
    courseDeg: within(fix.courseDeg, 360),
    batteryPct: within(fix.batteryPct, 100),
  };
}

function within(reading: number | null | undefined, most: number): number | null {
  return typeof reading === 'number' && reading >= 0 && reading <= most ? reading : null;
}
