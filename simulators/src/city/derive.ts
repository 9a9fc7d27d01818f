import type { Bounds, LatLon } from '@muster/contracts';
import { streamFor, type RandomStream } from '../random/stream.js';
import { Plane, type XY } from './plane.js';
import type { HotSpot, WorldArea, WorldMeta, WorldStation } from './world-meta.js';

const SAMPLES = 3000;
const CLUSTER_ROUNDS = 12;
const JUNCTIONS_PER_AREA = 14_000;
const MAX_AREAS = 7;

/** The little that is needed of a road network to place a force and its calls on it. */
export interface PlacedNetwork {
  readonly nodeCount: number;
  readonly bounds: Bounds;
  /** A point on a road that carries motor traffic, roads equally likely by length or by segment. */
  randomPoint(rng: RandomStream): LatLon;
  /** Name of the nearest town, suburb or village, if the map has one near. */
  nearestPlaceName(point: LatLon): string | null;
}

interface Cluster {
  readonly centre: XY;
  readonly members: readonly XY[];
}

/**
 * Describes any road network as a world: command areas by clustering points on the roads, stations
 * in the middle of the areas and of their busiest parts, hot spots where roads are dense.
 */
export function deriveWorld(
  network: PlacedNetwork,
  options: { name: string; seed: number },
): WorldMeta {
  const { south, north, west, east } = network.bounds;
  const plane = new Plane({ lat: (south + north) / 2, lon: (west + east) / 2 });
  const rng = streamFor(options.seed, 'derive');
  const points = Array.from({ length: SAMPLES }, () => plane.toXY(network.randomPoint(rng)));
  const count = Math.min(
    MAX_AREAS,
    Math.max(1, Math.round(network.nodeCount / JUNCTIONS_PER_AREA)),
  );
  const clusters = clusterPoints(points, count, rng);
  const nameAt = uniqueNames(network, plane);
  const areas = clusters.map((cluster, i): WorldArea => {
    const centre = plane.toLatLon(cluster.centre.x, cluster.centre.y);
    const share = cluster.members.length / points.length;
    return { code: `A${i + 1}`, name: nameAt(cluster.centre), share, centre, ring: [] };
  });
  const parts = clusters.map((cluster) =>
    clusterPoints(cluster.members, Math.min(5, cluster.members.length), rng),
  );
  return {
    formatVersion: 1,
    name: options.name,
    origin: 'derived',
    seed: options.seed,
    bounds: network.bounds,
    areas,
    stations: parts.flatMap((list, i) => stations(list, `A${i + 1}`, plane, nameAt)),
    hotSpots: hotSpots(points, plane, nameAt),
    counts: { junctions: network.nodeCount },
  };
}

/** Lloyd's k-means with starts spread by farthest point; deterministic by the stream. */
export function clusterPoints(points: readonly XY[], count: number, rng: RandomStream): Cluster[] {
  let centres = spreadStarts(points, count, rng);
  let members: XY[][] = [];
  for (let round = 0; round < CLUSTER_ROUNDS; round++) {
    members = centres.map(() => []);
    for (const point of points) members[nearest(centres, point)]?.push(point);
    centres = centres.map((centre, i) => meanOf(members[i] ?? []) ?? centre);
  }
  return centres.map((centre, i) => ({ centre, members: members[i] ?? [] }));
}

function spreadStarts(points: readonly XY[], count: number, rng: RandomStream): XY[] {
  const first = points[rng.int(0, points.length - 1)];
  if (!first) return [];
  const starts = [first];
  while (starts.length < count) {
    const gap = (p: XY) => Math.min(...starts.map((s) => Math.hypot(s.x - p.x, s.y - p.y)));
    starts.push(points.reduce((best, p) => (gap(p) > gap(best) ? p : best)));
  }
  return starts;
}

function nearest(centres: readonly XY[], point: XY): number {
  let best = 0;
  let bestGap = Infinity;
  centres.forEach((centre, i) => {
    const gap = Math.hypot(centre.x - point.x, centre.y - point.y);
    if (gap >= bestGap) return;
    best = i;
    bestGap = gap;
  });
  return best;
}

function meanOf(points: readonly XY[]): XY | null {
  if (points.length === 0) return null;
  const sum = points.reduce((acc, p) => ({ x: acc.x + p.x, y: acc.y + p.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

function uniqueNames(network: PlacedNetwork, plane: Plane): (at: XY) => string {
  const seen = new Map<string, number>();
  return (at) => {
    const name = network.nearestPlaceName(plane.toLatLon(at.x, at.y)) ?? 'District';
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} ${times}`;
  };
}

/** A station at the member of each part nearest to its middle, so that it stands on a road. */
function stations(
  parts: readonly Cluster[],
  areaCode: string,
  plane: Plane,
  nameAt: (at: XY) => string,
): WorldStation[] {
  return parts.flatMap((part) => {
    const site = part.members[nearest(part.members, part.centre)];
    if (!site) return [];
    const name = `${nameAt(site)} Police Station`;
    return [{ name, areaCode, ...plane.toLatLon(site.x, site.y) }];
  });
}

/** The points with the most others within 600 m, at least 1.2 km apart. */
function hotSpots(points: readonly XY[], plane: Plane, nameAt: (at: XY) => string): HotSpot[] {
  const crowd = points.map(
    (p) => points.filter((q) => Math.hypot(p.x - q.x, p.y - q.y) < 600).length,
  );
  const order = points.map((_, i) => i).sort((a, b) => (crowd[b] ?? 0) - (crowd[a] ?? 0) || a - b);
  const chosen: number[] = [];
  for (const i of order) {
    if (chosen.length >= 8) break;
    const p = points[i] as XY;
    const far = chosen.every((j) => {
      const q = points[j] as XY;
      return Math.hypot(p.x - q.x, p.y - q.y) > 1200;
    });
    if (far) chosen.push(i);
  }
  const profiles = ['night', 'day', 'evening', 'flat'] as const;
  return chosen.map((i, rank) => {
    const at = points[i] as XY;
    const profile = profiles[rank % profiles.length] ?? 'flat';
    const name = `${nameAt(at)} ${profile}`;
    return { name, ...plane.toLatLon(at.x, at.y), sigmaM: 450, weight: 8 / (rank + 1), profile };
  });
}
