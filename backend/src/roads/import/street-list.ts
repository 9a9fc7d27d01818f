import { greatCircleM, pointOnArc, toE7, type RoadGraph } from '@muster/engine';
import type { MapPlace, MapStreet } from './gazetteer.js';

/** Stretches of one name farther apart than this are different streets. */
const SAME_STREET_M = 1500;

interface Stretch {
  readonly latE7: number;
  readonly lonE7: number;
  readonly lengthMm: number;
}

/** Named streets of a graph with the place each lies nearest to, by name and then from south. */
export function streetsOf(graph: RoadGraph, places: readonly MapPlace[]): MapStreet[] {
  const byName = new Map<number, number[]>();
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const name = graph.arrays.edgeName[edge] as number;
    const edges = byName.get(name);
    if (edges) edges.push(edge);
    else byName.set(name, [edge]);
  }
  const streets: MapStreet[] = [];
  for (const edges of byName.values()) {
    const name = graph.streetName(2 * (edges[0] as number));
    if (name === '') continue;
    for (const { latE7, lonE7 } of separateStreets(edges.map((edge) => stretch(graph, edge))))
      streets.push({ name, near: nearestPlace(places, latE7, lonE7), latE7, lonE7 });
  }
  return streets.sort((a, b) => compareText(a.name, b.name) || a.latE7 - b.latE7);
}

function stretch(graph: RoadGraph, edge: number): Stretch {
  const lengthMm = graph.arrays.edgeLengthMm[edge] as number;
  const middle = pointOnArc(graph, 2 * edge, Math.round(lengthMm / 2));
  return { latE7: toE7(middle.lat), lonE7: toE7(middle.lon), lengthMm };
}

/** One stretch per street: the longest, then the longest that is far from those taken, and so on. */
function separateStreets(stretches: Stretch[]): Stretch[] {
  const taken: Stretch[] = [];
  for (const one of stretches.sort((a, b) => b.lengthMm - a.lengthMm))
    if (taken.every((other) => apartM(one, other) > SAME_STREET_M)) taken.push(one);
  return taken;
}

function apartM(a: Stretch, b: Stretch): number {
  return greatCircleM(a.latE7, a.lonE7, b.latE7, b.lonE7);
}

function nearestPlace(places: readonly MapPlace[], latE7: number, lonE7: number): string {
  let near = '';
  let leastM = Infinity;
  for (const place of places) {
    const metres = greatCircleM(latE7, lonE7, place.latE7, place.lonE7);
    if (metres >= leastM) continue;
    leastM = metres;
    near = place.name;
  }
  return near;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
