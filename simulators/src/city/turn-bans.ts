import type { RandomStream } from '../random/stream.js';
import { WeightedPick, chance, pick, shuffle } from '../random/distributions.js';
import { withoutTraps } from './ban-check.js';
import type { RoadKind } from './plan.js';
import { turnBetween } from './plane.js';
import type { StreetGraph } from './street-graph.js';
import type { TurnBan } from './turn-ban.js';

const STRAIGHT_RAD = 0.6;
const U_TURN_SHARE = 0.15;
const MAIN: ReadonlySet<RoadKind> = new Set(['trunk', 'primary', 'secondary', 'tertiary']);
const EXCEPT = new WeightedPick<string | null>(
  [null, 'psv', 'bicycle', 'psv;bicycle', 'emergency', 'motorcar'],
  [80, 8, 5, 3, 2, 2],
);

/**
 * Bans turns at no more than `count` crossings of busier roads, never at two in a row, such that every arm
 * can still be entered and left without turning round.
 */
export function banTurns(graph: StreetGraph, rng: RandomStream, count: number): TurnBan[] {
  const incidence = graph.incidence();
  const candidates: number[] = [];
  incidence.forEach((edges, node) => {
    const kinds = edges.map((index) => graph.edge(index));
    if (
      edges.length < 3 ||
      kinds.some((edge) => edge.roundabout || edge.kind.startsWith('motorway'))
    )
      return;
    if (kinds.filter((edge) => MAIN.has(edge.kind)).length >= 2) candidates.push(node);
  });
  shuffle(rng, candidates);
  const bans: TurnBan[] = [];
  const taken = new Set<number>();
  for (const node of candidates) {
    if (bans.length >= count) break;
    const edges = incidence[node] ?? [];
    // two bans in a row may close a road between them
    if (edges.some((index) => taken.has(graph.other(graph.edge(index), node)))) continue;
    const ban = banAt(graph, rng, node, edges);
    if (!ban) continue;
    bans.push(ban);
    taken.add(node);
  }
  return withoutTraps(graph, bans);
}

/** The arms of a crossing by which traffic can come in and go out. */
interface Arms {
  readonly via: number;
  readonly arrives: readonly number[];
  readonly leaves: readonly number[];
}

function banAt(
  graph: StreetGraph,
  rng: RandomStream,
  via: number,
  edges: readonly number[],
): TurnBan | null {
  const arrives = edges.filter((index) => canArrive(graph, index, via));
  const leaves = edges.filter((index) => canLeave(graph, index, via));
  if (arrives.length === 0) return null;
  const from = pick(rng, arrives);
  const except = EXCEPT.draw(rng);
  const others = leaves.filter((index) => index !== from);
  if (chance(rng, U_TURN_SHARE)) {
    if (!leaves.includes(from) || others.length === 0) return null;
    return { restriction: 'no_u_turn', from, via, to: from, except };
  }
  if (others.length < 2) return null;
  const turn = turnBan(graph, rng, { via, arrives, leaves: others }, from);
  return turn && { ...turn, from, via, except };
}

function turnBan(
  graph: StreetGraph,
  rng: RandomStream,
  arms: Arms,
  from: number,
): { restriction: string; to: number } | null {
  const to = pick(rng, arms.leaves);
  const turn = turnName(graph, from, to, arms.via);
  const only = chance(rng, turn === 'straight_on' ? 0.8 : 0.2);
  const bound = only ? arms.leaves.filter((index) => index !== to) : [to];
  const stillEntered = bound.every((target) =>
    arms.arrives.some((index) => index !== from && index !== target),
  );
  return stillEntered ? { restriction: `${only ? 'only' : 'no'}_${turn}`, to } : null;
}

function canArrive(graph: StreetGraph, index: number, node: number): boolean {
  const edge = graph.edge(index);
  return !edge.oneway || edge.b === node;
}

function canLeave(graph: StreetGraph, index: number, node: number): boolean {
  const edge = graph.edge(index);
  return !edge.oneway || edge.a === node;
}

function turnName(graph: StreetGraph, from: number, to: number, via: number): string {
  const into = graph.headingFrom(graph.edge(from), via) + Math.PI;
  const turn = turnBetween(into, graph.headingFrom(graph.edge(to), via));
  if (Math.abs(turn) < STRAIGHT_RAD) return 'straight_on';
  return turn > 0 ? 'left_turn' : 'right_turn';
}
