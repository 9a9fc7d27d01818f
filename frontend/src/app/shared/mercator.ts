const EARTH_M = 40_075_016.7;

/** Web Mercator x of a longitude, 0 at −180°, 1 at 180°. */
export function mercatorX(lon: number): number {
  return lon / 360 + 0.5;
}

/** Web Mercator y of a latitude, 0 in the north, 1 in the south. */
export function mercatorY(lat: number): number {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

export function lonOfX(x: number): number {
  return (x - 0.5) * 360;
}

export function latOfY(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}

/** Metres on the ground of one unit of Mercator x or y at a latitude. */
export function metresPerUnit(lat: number): number {
  return EARTH_M * Math.cos((lat * Math.PI) / 180);
}

/** Ground distance in metres; good to a percent over a city. */
export function roughDistanceM(
  a: { lat: number; lon: number },
  b: { lat: number; lon: number },
): number {
  const perDegreeM = EARTH_M / 360;
  const eastM = (a.lon - b.lon) * perDegreeM * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot((a.lat - b.lat) * perDegreeM, eastM);
}
