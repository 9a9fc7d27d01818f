import type { RoadGraph, RoadPlace } from '../roads/road-graph.js';
import { SPEED_PROFILES, type SpeedProfile } from '../roads/speed-table.js';
import type { UnitPlaces } from '../roads/unit-places.js';
import { NOT_SEARCHED, searchUnits, type SearchWorkspace } from '../roads/unit-search.js';

export interface ProfileSearch {
  readonly profile: SpeedProfile;
  /** By slot: index of the unit's profile in `SPEED_PROFILES`, or `NOT_SEARCHED`. */
  readonly profileOf: Uint8Array;
  readonly boundMs: number;
  /** Called once for each unit of the profile in order of road time; returns the new bound. */
  readonly onUnit: (slot: number, roadMs: number) => number;
}

/** Road times to one incident. `bound`: what was not reported is slower than the last bound. */
export type UnitSearchPort = (search: ProfileSearch) => 'bound' | 'exhausted';

export interface RoadSearchScene {
  readonly graph: RoadGraph;
  readonly work: SearchWorkspace;
  readonly target: RoadPlace;
  readonly units: UnitPlaces;
  readonly closed?: Uint8Array | undefined;
}

/** Road times by the backward search over the graph. */
export function roadSearch({
  graph,
  work,
  target,
  units,
  closed,
}: RoadSearchScene): UnitSearchPort {
  return ({ profile, profileOf, boundMs, onUnit }) =>
    searchUnits(graph, work, {
      target,
      units,
      closed,
      profile,
      profileIndex: SPEED_PROFILES.indexOf(profile),
      profileOf,
      boundMs,
      onUnit,
    }).reason;
}

/** Road times that are known already: reports them in order, as the search would. */
export function knownTimes(roadMsBySlot: ReadonlyMap<number, number>): UnitSearchPort {
  const inOrder = [...roadMsBySlot].sort(([slotA, a], [slotB, b]) => a - b || slotA - slotB);
  return ({ profile, profileOf, boundMs, onUnit }) => {
    const profileIndex = SPEED_PROFILES.indexOf(profile);
    let bound = boundMs;
    for (const [slot, roadMs] of inOrder) {
      if ((profileOf[slot] ?? NOT_SEARCHED) !== profileIndex) continue;
      if (roadMs > bound) return 'bound';
      bound = onUnit(slot, roadMs);
    }
    return 'exhausted';
  };
}
