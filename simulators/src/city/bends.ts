import type { RandomStream } from '../random/stream.js';
import { chance, uniform } from '../random/distributions.js';
import type { StreetGraph } from './street-graph.js';

/** Bends a share of the straight pieces of road by a few metres; lanes in the country more. */
export function bendRoads(graph: StreetGraph, rng: RandomStream): void {
  for (const edge of graph.edges) {
    if (edge.removed || edge.roundabout || edge.bend.length > 0) continue;
    if (edge.kind === 'motorway') continue;
    const rural = edge.kind === 'unclassified';
    if (!rural && !chance(rng, 0.35)) continue;
    const a = graph.at(edge.a);
    const b = graph.at(edge.b);
    const length = graph.lengthM(edge);
    const pieces = rural ? Math.min(5, Math.max(2, Math.round(length / 120))) : 2;
    for (let i = 1; i < pieces; i++) {
      const t = i / pieces;
      const off = uniform(rng, -1, 1) * Math.min(rural ? 22 : 7, length * 0.08);
      edge.bend.push(
        a.x + t * (b.x - a.x) - (off * (b.y - a.y)) / length,
        a.y + t * (b.y - a.y) + (off * (b.x - a.x)) / length,
      );
    }
  }
}
