import type { RandomStream } from '../random/stream.js';
import { chance, shuffle } from '../random/distributions.js';
import { Grid } from './grid.js';
import type { StreetEdge, StreetGraph } from './street-graph.js';
import { UnionFind } from './union-find.js';

const KEEP: Partial<Record<StreetEdge['kind'], number>> = {
  residential: 0.44,
  unclassified: 0.35,
  tertiary: 0.92,
};

/**
 * Takes streets out at random until corners have three arms more often than four, without ever
 * cutting the network in two; streets over a motorway come back where they are the only way.
 */
export function thinStreets(graph: StreetGraph, rng: RandomStream): void {
  const sets = new UnionFind(graph.xs.length);
  const order: number[] = [];
  graph.edges.forEach((edge, index) => {
    if (edge.plain) order.push(index);
    else sets.union(edge.a, edge.b);
  });
  shuffle(rng, order);
  const rank = (edge: StreetEdge) => (edge.removed ? 2 : edge.kind === 'tertiary' ? 0 : 1);
  order.sort((a, b) => rank(graph.edge(a)) - rank(graph.edge(b)));
  for (const index of order) {
    const edge = graph.edge(index);
    if (sets.union(edge.a, edge.b)) edge.removed = false;
    else if (!edge.removed) edge.removed = !chance(rng, KEEP[edge.kind] ?? 1);
  }
  joinIslands(graph, sets);
}

/** Joins what chance and crossings left apart by one street to the nearest node of the mainland. */
function joinIslands(graph: StreetGraph, sets: UnionFind): void {
  const used = new Set(graph.edges.flatMap((edge) => [edge.a, edge.b]));
  const mainland = largestSet(used, sets);
  const islanders = [...used].filter((node) => sets.find(node) !== mainland);
  if (islanders.length === 0) return;
  const motorway = graph.edges.filter((edge) => edge.kind.startsWith('motorway'));
  const closed = new Set(motorway.flatMap((edge) => [edge.a, edge.b]));
  const grid = new Grid(400);
  for (const node of used) {
    if (sets.find(node) !== mainland || closed.has(node)) continue;
    grid.addPoint(node, graph.xs[node] as number, graph.ys[node] as number);
  }
  for (const node of islanders) {
    if (sets.find(node) === sets.find(mainland)) continue;
    const to = nearestIn(grid, graph, node);
    graph.addEdge(node, to, { kind: 'unclassified', bridge: true });
    sets.union(node, to);
  }
}

function largestSet(nodes: ReadonlySet<number>, sets: UnionFind): number {
  const sizes = new Map<number, number>();
  for (const node of nodes) sizes.set(sets.find(node), (sizes.get(sets.find(node)) ?? 0) + 1);
  const largest = [...sizes].sort((a, b) => b[1] - a[1])[0];
  if (!largest) throw new Error('the network is empty');
  return largest[0];
}

function nearestIn(grid: Grid, graph: StreetGraph, node: number): number {
  const from = graph.at(node);
  const gap = (other: number) => {
    const at = graph.at(other);
    return Math.hypot(at.x - from.x, at.y - from.y);
  };
  for (let reach = 400; reach < 100_000; reach *= 2) {
    const near = grid.near(from.x, from.y, reach).filter((other) => gap(other) <= reach);
    const best = near.sort((a, b) => gap(a) - gap(b) || a - b)[0];
    if (best !== undefined) return best;
  }
  throw new Error('the network has no mainland');
}
