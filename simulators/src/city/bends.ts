import type { RandomStream } from '../random/stream.js';
import { chance, uniform } from '../random/distributions.js';
import type { StreetEdge, StreetGraph } from './street-graph.js';

/** Bends a share of the straight pieces of road by a few metres; lanes in the country more. */
export function bendRoads(graph: StreetGraph, rng: RandomStream): void {
  for (const edge of graph.edges) {
    if (edge.removed || edge.roundabout || edge.bend.length > 0 || edge.kind === 'motorway')
      continue;
    const rural = edge.kind === 'unclassified';
    if (rural || chance(rng, 0.35)) bend(graph, edge, rural, rng);
  }
}

function bend(graph: StreetGraph, edge: StreetEdge, rural: boolean, rng: RandomStream): void {
  const a = graph.at(edge.a);
  const b = graph.at(edge.b);
  const length = graph.lengthM(edge);
  const pieces = rural ? Math.min(5, Math.max(2, Math.round(length / 120))) : 2;
  const limitM = Math.min(rural ? 22 : 7, length * 0.08);
  for (let i = 1; i < pieces; i++) {
    const t = i / pieces;
    const off = uniform(rng, -limitM, limitM);
    edge.bend.push(
      a.x + t * (b.x - a.x) - (off * (b.y - a.y)) / length,
      a.y + t * (b.y - a.y) + (off * (b.x - a.x)) / length,
    );
  }
}
