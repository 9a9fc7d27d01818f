/** Mean Earth radius (IUGG), metres. */
export const EARTH_RADIUS_M = 6_371_008.8;
const RAD_PER_E7 = Math.PI / 180 / 1e7;

/** Metres per 1e-7 degree of latitude on the sphere. */
export const METRES_PER_E7 = EARTH_RADIUS_M * RAD_PER_E7;

/** Degrees to integer 1e-7 degrees. */
export function toE7(degrees: number): number {
  return Math.round(degrees * 1e7);
}

/** Cosine of a latitude given in 1e-7 degrees. */
export function cosE7(latE7: number): number {
  return Math.cos(latE7 * RAD_PER_E7);
}

/** Great-circle distance in metres between two positions in 1e-7 degrees (haversine). */
export function greatCircleM(latA: number, lonA: number, latB: number, lonB: number): number {
  const sinLat = Math.sin(((latB - latA) * RAD_PER_E7) / 2);
  const sinLon = Math.sin(((lonB - lonA) * RAD_PER_E7) / 2);
  const h = sinLat * sinLat + cosE7(latA) * cosE7(latB) * sinLon * sinLon;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}
