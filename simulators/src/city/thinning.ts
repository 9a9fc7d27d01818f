import type { RandomStream } from '../random/stream.js';
import { chance, shuffle, uniform } from '../random/distributions.js';
import { Grid } from './grid.js';
import { distanceToSegment, type XY } from './plane.js';
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
  const used = new Set<number>();
  for (const edge of graph.edges) used.add(edge.a).add(edge.b);
  const sizes = new Map<number, number>();
  for (const node of used) sizes.set(sets.find(node), (sizes.get(sets.find(node)) ?? 0) + 1);
  const mainland = [...sizes].sort((a, b) => b[1] - a[1])[0]?.[0];
  const motorway = new Set<number>();
  for (const edge of graph.edges) {
    if (edge.kind.startsWith('motorway')) motorway.add(edge.a).add(edge.b);
  }
  const grid = new Grid(400);
  for (const node of used) {
    if (sets.find(node) === mainland && !motorway.has(node)) {
      grid.addPoint(node, graph.xs[node] as number, graph.ys[node] as number);
    }
  }
  for (const node of used) {
    if (mainland === undefined || sets.find(node) === sets.find(mainland)) continue;
    const to = nearestIn(grid, graph, node);
    graph.addEdge(node, to, { kind: 'unclassified', bridge: true });
    sets.union(node, to);
  }
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

/** Hangs dead ends on streets, into the block beside them, where there is room. */
export class DeadEnds {
  private readonly segments = new Grid(100);

  constructor(
    private readonly graph: StreetGraph,
    private readonly rng: RandomStream,
  ) {
    graph.edges.forEach((edge, index) => {
      if (!edge.removed) this.index(index);
    });
  }

  /** Gives each plain street a dead end with this probability. */
  hang(share: number): void {
    const count = this.graph.edges.length;
    for (let index = 0; index < count; index++) {
      const edge = this.graph.edge(index);
      if (edge.removed || !edge.plain || edge.bridge || edge.kind !== 'residential') continue;
      if (this.graph.lengthM(edge) > 62 && chance(this.rng, share)) this.tryOne(index, edge);
    }
  }

  private tryOne(index: number, edge: StreetEdge): void {
    const a = this.graph.at(edge.a);
    const b = this.graph.at(edge.b);
    const t = uniform(this.rng, 0.4, 0.6);
    const side = chance(this.rng, 0.5) ? 1 : -1;
    const lengthM = uniform(this.rng, 28, 58);
    const across = Math.atan2(b.y - a.y, b.x - a.x) + side * uniform(this.rng, 1.3, 1.8);
    const foot = { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
    const tip = { x: foot.x + lengthM * Math.cos(across), y: foot.y + lengthM * Math.sin(across) };
    if (!this.roomAt(tip, index)) return;
    const { node, rest } = this.graph.split(index, foot.x, foot.y);
    const end = this.graph.addNode(tip.x, tip.y);
    const kind = chance(this.rng, 0.7) ? 'residential' : 'service';
    const stub = this.graph.addEdge(node, end, { kind });
    for (const added of [rest, stub]) if (added >= 0) this.index(added);
  }

  private roomAt(tip: XY, ownEdge: number): boolean {
    return this.segments.near(tip.x, tip.y, 20).every((index) => {
      if (index === ownEdge) return true;
      const edge = this.graph.edge(index);
      return distanceToSegment(tip, this.graph.at(edge.a), this.graph.at(edge.b)) > 18;
    });
  }

  private index(edgeIndex: number): void {
    const edge = this.graph.edge(edgeIndex);
    const a = this.graph.at(edge.a);
    const b = this.graph.at(edge.b);
    this.segments.addSegment(edgeIndex, [a.x, a.y, b.x, b.y]);
  }
}
