import { turnBetween } from './plane.js';
import type { StreetEdge, StreetGraph } from './street-graph.js';

const MAX_BEND_RAD = 0.75;
const MAX_EDGES: Partial<Record<StreetEdge['kind'], number>> = { residential: 9, service: 3 };
const MAX_EDGES_OTHER = 40;

/** One leg of a street; `forward` when the street runs from the edge's `a` to its `b`. */
export interface Leg {
  readonly edge: number;
  forward: boolean;
}

/** Edges in a row that carry one name. */
export interface Street {
  readonly legs: readonly Leg[];
  name: string | null;
}

function sameRoad(a: StreetEdge, b: StreetEdge): boolean {
  return (
    a.kind === b.kind &&
    a.ref === b.ref &&
    a.name === b.name &&
    a.oneway === b.oneway &&
    a.roundabout === b.roundabout &&
    a.bridge === b.bridge
  );
}

/** For each edge end, the edge that carries the street on; pairs are mutual and straightest first. */
function continuations(graph: StreetGraph): Map<number, number> {
  const next = new Map<number, number>();
  const endKey = (edge: number, node: number) => edge * 2 + (graph.edge(edge).a === node ? 0 : 1);
  graph.incidence().forEach((edges, node) => {
    const pairs: { bend: number; one: number; other: number }[] = [];
    edges.forEach((one, i) => {
      for (const other of edges.slice(i + 1)) {
        if (!passes(graph, one, other, node)) continue;
        const out = graph.headingFrom(graph.edge(other), node);
        const into = graph.headingFrom(graph.edge(one), node) + Math.PI;
        const bend = Math.abs(turnBetween(into, out));
        if (bend < MAX_BEND_RAD || graph.edge(one).roundabout) pairs.push({ bend, one, other });
      }
    });
    pairs.sort((a, b) => a.bend - b.bend);
    for (const { one, other } of pairs) {
      if (next.has(endKey(one, node)) || next.has(endKey(other, node))) continue;
      next.set(endKey(one, node), other);
      next.set(endKey(other, node), one);
    }
  });
  return next;
}

/** May a street run on from one edge to the other through this node? One-ways only head to tail. */
function passes(graph: StreetGraph, one: number, other: number, node: number): boolean {
  const a = graph.edge(one);
  const b = graph.edge(other);
  if (!sameRoad(a, b)) return false;
  return !a.oneway || (a.b === node) !== (b.b === node);
}

/** Gathers all edges into streets; each edge is in exactly one. */
export function gatherStreets(graph: StreetGraph): Street[] {
  const next = continuations(graph);
  const used = new Uint8Array(graph.edges.length);
  const streets: Street[] = [];
  const walk = (first: number, from: number): Leg[] => {
    const legs: Leg[] = [];
    const limit = MAX_EDGES[graph.edge(first).kind] ?? MAX_EDGES_OTHER;
    let edge: number | undefined = first;
    let node = from;
    while (edge !== undefined && !used[edge] && legs.length < limit) {
      used[edge] = 1;
      const forward: boolean = graph.edge(edge).a === node;
      legs.push({ edge, forward });
      node = graph.other(graph.edge(edge), node);
      edge = next.get(edge * 2 + (forward ? 1 : 0));
    }
    return legs;
  };
  const begin = (index: number, key: number, node: number) => {
    if (!used[index] && !next.has(key)) streets.push({ legs: walk(index, node), name: null });
  };
  graph.edges.forEach((edge, index) => {
    if (edge.removed) return;
    begin(index, index * 2, edge.a);
    if (!edge.oneway) begin(index, index * 2 + 1, edge.b);
  });
  // rings and what a length limit left over
  graph.edges.forEach((edge, index) => {
    if (!edge.removed && !used[index]) streets.push({ legs: walk(index, edge.a), name: null });
  });
  return streets;
}
