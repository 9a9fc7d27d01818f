import type { WorldPlan } from '../plan.js';
import { WEST_MIDLANDS_AREAS } from './west-midlands-areas.js';
import { WEST_MIDLANDS_CANALS, WEST_MIDLANDS_GREENS } from './west-midlands-greens.js';
import {
  WEST_MIDLANDS_INTERCHANGES,
  WEST_MIDLANDS_JUNCTIONS,
  WEST_MIDLANDS_MOTORWAYS,
} from './west-midlands-motorways.js';
import { WEST_MIDLANDS_PLACES } from './west-midlands-places.js';
import { WEST_MIDLANDS_RINGS, WEST_MIDLANDS_ROADS } from './west-midlands-roads.js';

/** The demo world: the shape, towns and main roads of the West Midlands, with invented streets. */
export const WEST_MIDLANDS_PLAN: WorldPlan = {
  name: 'West Midlands (generated)',
  source: 'generated; not a map of the real streets',
  bounds: { south: 52.34, west: -2.215, north: 52.675, east: -1.4 },
  areas: WEST_MIDLANDS_AREAS,
  places: [...WEST_MIDLANDS_PLACES, ...WEST_MIDLANDS_JUNCTIONS],
  roads: WEST_MIDLANDS_ROADS,
  rings: WEST_MIDLANDS_RINGS,
  motorways: WEST_MIDLANDS_MOTORWAYS,
  interchanges: WEST_MIDLANDS_INTERCHANGES,
  greens: WEST_MIDLANDS_GREENS,
  canals: WEST_MIDLANDS_CANALS,
  streetSpacingM: 108,
  addresses: 150_000,
  turnBans: 2500,
};
