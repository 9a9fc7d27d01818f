import type { LatLon } from '@muster/contracts';
import { streamFor } from '../random/stream.js';
import { pick } from '../random/distributions.js';
import { AreaLookup } from './area-lookup.js';
import type { PlacedNetwork } from './derive.js';
import type { WorldMeta } from './world-meta.js';

const TRIES = 60;
const AT_STATION = 3;

/** What is known of a unit when it is put on the map. */
export interface UnitToPlace {
  readonly callSign: string;
  readonly areaCode: string;
  readonly statusCode: number;
}

/**
 * Where each unit begins, by call sign: those at their station (status 3) at a station of their
 * area, the rest on a road of it. The place depends on seed and call sign alone.
 */
export function placeUnits(
  network: Pick<PlacedNetwork, 'randomPoint'>,
  meta: WorldMeta,
  units: readonly UnitToPlace[],
  seed: number,
): Map<string, LatLon> {
  const lookup = new AreaLookup(meta);
  const places = new Map<string, LatLon>();
  for (const unit of units) {
    const rng = streamFor(seed, `place/unit/${unit.callSign}`);
    const stations = meta.stations.filter((station) => station.areaCode === unit.areaCode);
    let place: LatLon | null = null;
    if (unit.statusCode !== AT_STATION || stations.length === 0) {
      for (let i = 0; i < TRIES && !place; i++) {
        const point = network.randomPoint(rng);
        if (lookup.areaOf(point)?.code === unit.areaCode) place = point;
      }
    }
    const { lat, lon } =
      place ?? (stations.length > 0 ? pick(rng, stations) : network.randomPoint(rng));
    places.set(unit.callSign, { lat, lon });
  }
  return places;
}
