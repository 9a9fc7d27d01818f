import type { LatLon } from '@muster/contracts';
import { greatCircleM, toE7 } from './great-circle.js';
import type { SpeedProfile } from './speed-table.js';

/** How a time is guessed where the road network cannot say. */
export const STRAIGHT_LINE = {
  /** Road distance over straight distance. Assumed; published detour factors lie at 1.2–1.5. */
  detourPercent: 140,
  /** Average speed by profile, mm/s. Assumed: 40 and 60 km/h. */
  speedMmS: { standard: 11_111, response: 16_667 } satisfies Record<SpeedProfile, number>,
} as const;

export interface StraightLineEstimate {
  readonly estimate: true;
  readonly roadMs: number;
  readonly distanceM: number;
}

/** Travel time by great-circle distance × detour factor ÷ average speed, rounded up to whole ms. */
export function estimateStraightLine(
  from: LatLon,
  to: LatLon,
  profile: SpeedProfile,
): StraightLineEstimate {
  const straightM = greatCircleM(toE7(from.lat), toE7(from.lon), toE7(to.lat), toE7(to.lon));
  const distanceMm = Math.round((straightM * 1000 * STRAIGHT_LINE.detourPercent) / 100);
  const roadMs = Math.ceil((distanceMm * 1000) / STRAIGHT_LINE.speedMmS[profile]);
  return { estimate: true, roadMs, distanceM: distanceMm / 1000 };
}
