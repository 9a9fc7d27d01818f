import type { RoadGraph, RoadPlace } from './road-graph.js';
import { SPEED_PROFILES } from './speed-table.js';
import type { UnitPlaces } from './unit-places.js';
import { searchUnits, type SearchWorkspace } from './unit-search.js';

export interface UnitCost {
  readonly unit: number;
  readonly roadMs: number;
  /** Never below `roadMs`. */
  readonly costMs: number;
}

export interface NearestUnitsQuery {
  readonly target: RoadPlace;
  readonly units: UnitPlaces;
  readonly profileOf: Uint8Array;
  readonly closed?: Uint8Array | undefined;
  readonly k: number;
  /** Whole milliseconds, never below `roadMs`: road time is the lower bound the search stops by. */
  readonly costMs: (unit: number, roadMs: number) => number;
}

export interface NearestUnits {
  /** The k cheapest units, by cost and then unit number. */
  readonly units: readonly UnitCost[];
  readonly settledArcs: number;
}

/** Units of the faster profile set the lower bound for the others' search. */
const FASTER_FIRST = ['response', 'standard'] as const;

/**
 * The k units of least cost, exactly. One search per speed profile; the second starts with the
 * bound that the first one left, so it costs little where one profile's units are near.
 */
export function nearestUnits(
  graph: RoadGraph,
  work: SearchWorkspace,
  query: NearestUnitsQuery,
): NearestUnits {
  const best: UnitCost[] = [];
  const bound = (): number =>
    best.length < query.k ? Infinity : (best[best.length - 1] as UnitCost).costMs;
  let settledArcs = 0;
  for (const profile of FASTER_FIRST) {
    const profileIndex = SPEED_PROFILES.indexOf(profile);
    const end = searchUnits(graph, work, {
      ...query,
      profile,
      profileIndex,
      boundMs: query.k > 0 ? bound() : -1,
      onUnit: (unit, roadMs) => {
        const costMs = query.costMs(unit, roadMs);
        if (costMs < roadMs) throw new Error(`cost ${costMs} below road time ${roadMs}`);
        insert(best, { unit, roadMs, costMs }, query.k);
        return bound();
      },
    });
    settledArcs += end.settledArcs;
  }
  return { units: best, settledArcs };
}

function insert(best: UnitCost[], entry: UnitCost, k: number): void {
  let at = best.length;
  while (at > 0 && comesBefore(entry, best[at - 1] as UnitCost)) at--;
  if (at >= k) return;
  best.splice(at, 0, entry);
  if (best.length > k) best.pop();
}

function comesBefore(a: UnitCost, b: UnitCost): boolean {
  return a.costMs === b.costMs ? a.unit < b.unit : a.costMs < b.costMs;
}
