import type { LatLon } from '@muster/contracts';
import type { RoadGraph, RoadPlace } from './road-graph.js';
import { RoadIntake, type RoadIntakeResult } from './road-intake.js';
import { findRoute } from './route.js';
import { RouteWorkspace } from './route-search.js';
import { snapToRoad } from './snap.js';
import type { SpeedProfile } from './speed-table.js';
import { UnitPlaces } from './unit-places.js';
import { searchUnits, SearchWorkspace } from './unit-search.js';

/** A hand-made map in metres east and north of a point in Birmingham, for tests. */
export interface TinyMap {
  /** One letter per node: [east, north] in metres, and its tags. */
  readonly nodes: Readonly<Record<string, readonly [number, number, Record<string, string>?]>>;
  /** By way id: node letters in order, and tags beside `highway=residential`. */
  readonly ways: Readonly<Record<number, readonly [string, Record<string, string>?]>>;
  /** `from way`, `via node`, `to way`, and tags. */
  readonly restrictions?: readonly (readonly [number, string, number, Record<string, string>])[];
}

const ORIGIN = { lat: 52.48, lon: -1.9 };
const M_PER_DEGREE = 111_195;
const COS = Math.cos((ORIGIN.lat * Math.PI) / 180);

/** A point in metres from the origin of tiny maps. */
export function tinyPoint(east: number, north: number): LatLon {
  return {
    lat: ORIGIN.lat + north / M_PER_DEGREE,
    lon: ORIGIN.lon + east / (M_PER_DEGREE * COS),
  };
}

/** Reads a tiny map as an importer would. */
export function buildTinyMap(map: TinyMap): RoadIntakeResult {
  const intake = new RoadIntake();
  const idOf = (letter: string): number => letter.charCodeAt(0);
  for (const [id, [path, tags]] of Object.entries(map.ways))
    intake.addWay(Number(id), [...path].map(idOf), { highway: 'residential', ...tags });
  (map.restrictions ?? []).forEach(([from, via, to, tags], i) =>
    intake.addRelation(i + 1, { type: 'restriction', ...tags }, [
      { type: 'way', ref: from, role: 'from' },
      { type: 'node', ref: idOf(via), role: 'via' },
      { type: 'way', ref: to, role: 'to' },
    ]),
  );
  for (const [letter, [east, north, tags]] of Object.entries(map.nodes))
    intake.addNode(idOf(letter), tinyPoint(east, north), tags);
  return intake.finish('tiny map');
}

/** The place on the road nearest to a point in metres; throws where there is none. */
export function tinyPlace(graph: RoadGraph, [east, north]: readonly [number, number]): RoadPlace {
  const snap = snapToRoad(graph, tinyPoint(east, north));
  if (!snap) throw new Error(`no road near ${east},${north}`);
  return snap;
}

export interface TinyTrip {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly profile?: SpeedProfile;
  readonly closed?: Uint8Array;
}

/** Metres driven and way ids along the fastest route, or undefined where there is none. */
export function tinyRoute(graph: RoadGraph, trip: TinyTrip) {
  const query = {
    from: tinyPlace(graph, trip.from),
    to: tinyPlace(graph, trip.to),
    profile: trip.profile ?? 'standard',
    closed: trip.closed,
  };
  const found = findRoute(graph, new RouteWorkspace(graph.arcCount), query);
  if (!found.ok) return undefined;
  const ways = found.route.legs.map(({ arc }) => graph.arrays.edgeWayId[arc >>> 1] as number);
  return {
    ms: found.route.totalMs,
    metres: Math.round(found.route.distanceM),
    ways: ways.filter((way, i) => way !== ways[i - 1]),
  };
}

/** Road time of the backward search for one unit, or undefined where it cannot get there. */
export function tinyRoadMs(graph: RoadGraph, trip: TinyTrip): number | undefined {
  const units = new UnitPlaces(graph.arcCount, 1);
  units.place(0, tinyPlace(graph, trip.from));
  let roadMs: number | undefined;
  searchUnits(graph, new SearchWorkspace(graph.arcCount, 1), {
    target: tinyPlace(graph, trip.to),
    profile: trip.profile ?? 'standard',
    profileIndex: 0,
    units,
    profileOf: Uint8Array.of(0),
    closed: trip.closed,
    boundMs: Infinity,
    onUnit: (_, ms) => (roadMs = ms),
  });
  return roadMs;
}
