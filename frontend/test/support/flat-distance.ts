import type { LatLon } from '@muster/contracts';

export const METRES_PER_DEGREE = 111_320;

/** Metres between places of one town, as on a plane. */
export function distanceM(a: LatLon, b: LatLon): number {
  const north = (b.lat - a.lat) * METRES_PER_DEGREE;
  const east = (b.lon - a.lon) * METRES_PER_DEGREE * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}
