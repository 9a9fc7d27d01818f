import type { LatLon } from '@muster/contracts';
import { arcPartShape } from './arc-geometry.js';
import type { RoadGraph } from './road-graph.js';
import {
  RouteSearch,
  type RouteLeg,
  type RouteQuery,
  type RouteWorkspace,
} from './route-search.js';

export interface Route {
  readonly totalMs: number;
  readonly distanceM: number;
  /** In driving order; the first starts at the origin and the last ends at the destination. */
  readonly legs: readonly RouteLeg[];
  readonly shape: readonly LatLon[];
}

export type RouteResult =
  | { readonly ok: true; readonly route: Route }
  | { readonly ok: false; readonly reason: 'unreachable' };

/**
 * The fastest way between two places, for drawing and driving. Its time equals what the backward
 * unit search gives for the same pair.
 */
export function findRoute(graph: RoadGraph, work: RouteWorkspace, query: RouteQuery): RouteResult {
  const legs = new RouteSearch(graph, work, query).run();
  if (!legs) return { ok: false, reason: 'unreachable' };
  let totalMs = 0;
  let distanceMm = 0;
  const shape: LatLon[] = [];
  for (const leg of legs) {
    totalMs += leg.ms;
    distanceMm += leg.toMm - leg.fromMm;
    const part = arcPartShape(graph, leg.arc, leg);
    shape.push(...(shape.length === 0 ? part : part.slice(1)));
  }
  return { ok: true, route: { totalMs, distanceM: distanceMm / 1000, legs, shape } };
}
