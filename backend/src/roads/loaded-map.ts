import type { Bounds, LatLon } from '@muster/contracts';
import type { ImportedMap } from './import/map-cache.js';

/** The map this process runs on, loaded before the application starts. Token for injection. */
export abstract class LoadedMap {
  abstract readonly name: string;
  abstract readonly attribution: string;
  abstract readonly imported: ImportedMap;
}

/** A place this far outside the mapped roads still counts as inside. */
const MARGIN_DEG = 0.01;

export function boundsOf({ graph }: ImportedMap): Bounds {
  const { south, west, north, east } = graph.meta;
  return { south: south / 1e7, west: west / 1e7, north: north / 1e7, east: east / 1e7 };
}

/** Is a point within the mapped area, give or take about a kilometre? */
export function isInside(bounds: Bounds, point: LatLon): boolean {
  return (
    point.lat >= bounds.south - MARGIN_DEG &&
    point.lat <= bounds.north + MARGIN_DEG &&
    point.lon >= bounds.west - MARGIN_DEG &&
    point.lon <= bounds.east + MARGIN_DEG
  );
}
