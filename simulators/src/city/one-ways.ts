import type { RandomStream } from '../random/stream.js';
import { chance } from '../random/distributions.js';
import type { StreetEdge, StreetGraph } from './street-graph.js';
import type { Street } from './streets.js';

/** Strongly connected component of each node (Tarjan's algorithm without recursion); −1 where unused. */
export function strongComponents(graph: StreetGraph): Int32Array {
  const n = graph.xs.length;
  const out = outgoing(graph);
  const component = new Int32Array(n).fill(-1);
  const order = new Int32Array(n).fill(-1);
  const low = new Int32Array(n);
  const cursor = new Int32Array(n);
  const stack: number[] = [];
  let counter = 0;
  let components = 0;
  const enter = (node: number, calls: number[]) => {
    order[node] = low[node] = counter++;
    stack.push(node);
    calls.push(node);
  };
  const leave = (node: number, calls: number[]) => {
    calls.pop();
    const parent = calls[calls.length - 1];
    if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number);
    if (low[node] !== order[node]) return;
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      component[top] = components;
      if (top === node) break;
    }
    components++;
  };
  for (let start = 0; start < n; start++) {
    if (order[start] !== -1 || (out[start] as number[]).length === 0) continue;
    const calls: number[] = [];
    enter(start, calls);
    for (let node = calls[0]; node !== undefined; node = calls[calls.length - 1]) {
      const to = out[node]?.[(cursor[node] as number)++];
      if (to === undefined) leave(node, calls);
      else if (order[to] === -1) enter(to, calls);
      else if (component[to] === -1) {
        low[node] = Math.min(low[node] as number, order[to] as number);
      }
    }
  }
  return component;
}

function outgoing(graph: StreetGraph): number[][] {
  const out: number[][] = Array.from({ length: graph.xs.length }, () => []);
  for (const edge of graph.edges) {
    if (edge.removed) continue;
    out[edge.a]?.push(edge.b);
    if (!edge.oneway) out[edge.b]?.push(edge.a);
  }
  return out;
}

const MAY_BE_ONE_WAY: ReadonlySet<StreetEdge['kind']> = new Set(['residential', 'tertiary']);

/**
 * Makes streets one-way, with a share that the caller sets by street, then gives back those that
 * cut a node off: afterwards every node reaches every other.
 *
 * Returns the number of streets left one-way.
 */
export function makeOneWays(
  graph: StreetGraph,
  streets: readonly Street[],
  rng: RandomStream,
  shareOf: (street: Street) => number,
): number {
  const changed: Street[] = [];
  for (const street of streets) {
    const first = street.legs[0];
    if (!first || !MAY_BE_ONE_WAY.has(graph.edge(first.edge).kind)) continue;
    if (graph.edge(first.edge).oneway || !chance(rng, shareOf(street))) continue;
    direct(graph, street, chance(rng, 0.5));
    changed.push(street);
  }
  let left = changed;
  for (;;) {
    const component = strongComponents(graph);
    const cut = left.filter((street) =>
      street.legs.some(({ edge }) => {
        const { a, b } = graph.edge(edge);
        return component[a] !== component[b];
      }),
    );
    if (cut.length === 0) return left.length;
    for (const street of cut) for (const leg of street.legs) graph.edge(leg.edge).oneway = false;
    const undone = new Set(cut);
    left = left.filter((street) => !undone.has(street));
  }
}

/** Lets traffic run along a street in one direction only. */
function direct(graph: StreetGraph, street: Street, along: boolean): void {
  for (const leg of street.legs) {
    const edge = graph.edge(leg.edge);
    edge.oneway = true;
    if (leg.forward === along) continue;
    leg.forward = along;
    [edge.a, edge.b] = [edge.b, edge.a];
    const flipped: number[] = [];
    for (let i = edge.bend.length - 2; i >= 0; i -= 2) {
      flipped.push(edge.bend[i] as number, edge.bend[i + 1] as number);
    }
    edge.bend = flipped;
  }
}
