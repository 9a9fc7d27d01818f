import type { RandomStream } from '../random/stream.js';
import { chance } from '../random/distributions.js';
import type { RoadKind } from './plan.js';
import type { StreetGraph } from './street-graph.js';

const SMALL_RADIUS_M = 19;
const LARGE_RADIUS_M = 62;
const MIN_ARM_GAP_RAD = 0.22;
const MAIN: ReadonlySet<RoadKind> = new Set(['trunk', 'primary', 'secondary']);

interface Arm {
  readonly edge: number;
  readonly heading: number;
}

/** Turns crossings of main roads into roundabouts, all motorway junctions and a share of the others. */
export function buildRoundabouts(
  graph: StreetGraph,
  rng: RandomStream,
  share: number,
  junctions: ReadonlySet<number>,
): number {
  const incidence = graph.incidence();
  const taken = new Set<number>();
  let built = 0;
  incidence.forEach((edges, node) => {
    const main = edges.filter((index) => MAIN.has(graph.edge(index).kind)).length;
    const junction = junctions.has(node);
    const wanted = junction || (main >= 3 && chance(rng, share));
    if (!wanted || edges.length < 3 || edges.some((index) => taken.has(index))) return;
    const radius = junction ? LARGE_RADIUS_M : SMALL_RADIUS_M;
    if (edges.some((index) => graph.lengthM(graph.edge(index)) < radius + 12)) return;
    if (!expand(graph, node, radius, edges)) return;
    for (const index of edges) taken.add(index);
    built++;
  });
  return built;
}

/** Replaces a node by a ring that is driven clockwise, as in Britain; false where two arms are too close. */
function expand(
  graph: StreetGraph,
  node: number,
  radius: number,
  edges: readonly number[],
): boolean {
  const arms: Arm[] = edges
    .map((edge) => ({ edge, heading: graph.headingFrom(graph.edge(edge), node) }))
    .sort((a, b) => b.heading - a.heading);
  const groups = armGroups(arms);
  if (groups.length < 3) return false;
  const centre = graph.at(node);
  const kind = ringKind(graph, edges);
  const ring = groups.map((group) => {
    const heading = group[0]?.heading ?? 0;
    const at = graph.addNode(
      centre.x + radius * Math.cos(heading),
      centre.y + radius * Math.sin(heading),
    );
    for (const arm of group) {
      const edge = graph.edge(arm.edge);
      if (edge.a === node) edge.a = at;
      else edge.b = at;
    }
    return { at, heading };
  });
  ring.forEach((from, i) => {
    const to = ring[(i + 1) % ring.length];
    if (!to) return;
    const index = graph.addEdge(from.at, to.at, { kind, oneway: true, roundabout: true });
    if (index < 0) return;
    // headings fall clockwise
    const sweep = (from.heading - to.heading + 4 * Math.PI) % (2 * Math.PI);
    const pieces = Math.ceil(sweep / 0.55);
    for (let piece = 1; piece < pieces; piece++) {
      const heading = from.heading - (sweep * piece) / pieces;
      graph
        .edge(index)
        .bend.push(centre.x + radius * Math.cos(heading), centre.y + radius * Math.sin(heading));
    }
  });
  return true;
}

/** Arms in falling heading; those closer than 13° to the first of a group share its node of the ring. */
function armGroups(arms: readonly Arm[]): Arm[][] {
  const groups: { from: number; arms: Arm[] }[] = [];
  for (const arm of arms) {
    const last = groups[groups.length - 1];
    if (last && last.from - arm.heading < MIN_ARM_GAP_RAD) last.arms.push(arm);
    else groups.push({ from: arm.heading, arms: [arm] });
  }
  const first = groups[0];
  const tail = groups[groups.length - 1];
  // the last group may touch the first across west
  if (first && tail && first !== tail && tail.from + 2 * Math.PI - first.from < MIN_ARM_GAP_RAD) {
    first.arms.push(...tail.arms);
    groups.pop();
  }
  return groups.map((group) => group.arms);
}

function ringKind(graph: StreetGraph, edges: readonly number[]): RoadKind {
  const kinds = new Set(edges.map((index) => graph.edge(index).kind));
  for (const kind of ['trunk', 'primary', 'secondary'] as const) if (kinds.has(kind)) return kind;
  return 'tertiary';
}
