import type { StreetGraph } from './street-graph.js';
import type { TurnBan } from './turn-ban.js';

// a directed piece of road: twice the edge, plus one when driven from `b` to `a`
type Arc = number;

/** Which arcs follow which, one-ways and bans obeyed; turning round only where nothing else is left. */
class ArcNetwork {
  private readonly byVia = new Map<number, TurnBan[]>();
  private readonly leaving: Arc[][];

  constructor(
    private readonly graph: StreetGraph,
    bans: readonly TurnBan[],
  ) {
    for (const ban of bans) this.byVia.set(ban.via, [...(this.byVia.get(ban.via) ?? []), ban]);
    this.leaving = graph.incidence().map((edges, node) => {
      const out: Arc[] = [];
      for (const index of edges) {
        const edge = graph.edge(index);
        if (edge.a === node) out.push(2 * index);
        else if (!edge.oneway) out.push(2 * index + 1);
      }
      return out;
    });
  }

  /** Arcs that may be driven after this one. */
  after(arc: Arc): Arc[] {
    const edge = this.graph.edge(arc >> 1);
    const head = arc & 1 ? edge.a : edge.b;
    const exits = this.leaving[head] ?? [];
    const onward = exits.filter((exit) => exit >> 1 !== arc >> 1);
    const bans = this.byVia.get(head) ?? [];
    const turns = onward.length > 0 ? onward : exits;
    return turns.filter((exit) => bans.every((ban) => allows(ban, arc >> 1, exit >> 1)));
  }
}

function allows(ban: TurnBan, from: number, to: number): boolean {
  if (ban.from !== from) return true;
  return ban.restriction.startsWith('only_') ? ban.to === to : ban.to !== to;
}

function spread(next: readonly (readonly Arc[])[], start: Arc): Uint8Array {
  const seen = new Uint8Array(next.length);
  const stack = [start];
  seen[start] = 1;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const to of next[at] ?? []) {
      if (seen[to]) continue;
      seen[to] = 1;
      stack.push(to);
    }
  }
  return seen;
}

/** Nodes of the edges that cannot be driven to from, or cannot drive to, the first edge. */
function cutOffNodes(graph: StreetGraph, bans: readonly TurnBan[]): Set<number> {
  const network = new ArcNetwork(graph, bans);
  const after: Arc[][] = [];
  const before: Arc[][] = Array.from({ length: 2 * graph.edges.length }, () => []);
  graph.edges.forEach((edge, index) => {
    after.push(edge.removed ? [] : network.after(2 * index));
    after.push(edge.removed || edge.oneway ? [] : network.after(2 * index + 1));
  });
  after.forEach((exits, arc) => exits.forEach((exit) => before[exit]?.push(arc)));
  const there = spread(after, 0);
  const back = spread(before, 0);
  const nodes = new Set<number>();
  graph.edges.forEach((edge, index) => {
    const reached = (seen: Uint8Array) => seen[2 * index] || seen[2 * index + 1];
    if (edge.removed || (reached(there) && reached(back))) return;
    nodes.add(edge.a).add(edge.b);
  });
  return nodes;
}

/** The bans without those that, alone or together, would cut a road off from the rest. */
export function withoutTraps(graph: StreetGraph, bans: readonly TurnBan[]): TurnBan[] {
  let kept = [...bans];
  for (;;) {
    const cutOff = cutOffNodes(graph, kept);
    const fewer = kept.filter((ban) => !cutOff.has(ban.via));
    if (fewer.length === kept.length) return kept;
    kept = fewer;
  }
}
