import { bridgesOf } from './bridges.js';
import type { ComponentEdge, StewardPairs } from './edges.js';

/** Limits that a component must keep to be published without a human. Weights in millibits. */
export interface ClusterGuards {
  /** Components smaller than this are not inspected (unless a cannot-link concerns them). */
  readonly inspectFrom: number;
  /** Largest cluster published. */
  readonly maxSize: number;
  /** Least share of possible pairs that are links, for clusters larger than `denseFrom`. */
  readonly minDensity: number;
  readonly denseFrom: number;
  /** A single edge that alone holds two groups together must weigh at least this much. */
  readonly bridgeWeight: number;
  /** How far the link weight is raised at each step when a component is cut. */
  readonly stepWeight: number;
}

/** Something held back from publication until a steward decides. */
export interface ReviewItem {
  readonly reason: 'SIZE' | 'DENSITY' | 'BRIDGE' | 'CANNOT_LINK';
  readonly left: number;
  readonly right: number;
  readonly weight: number;
}

/** What became of one component: new root of each member, and the edges held back. */
export interface GuardSplit {
  readonly roots: ReadonlyMap<number, number>;
  readonly review: readonly ReviewItem[];
}

type Work = readonly ComponentEdge[];

/**
 * Cuts one component until every part keeps the guards: weak bridges first, then the weakest edges in
 * steps. Depends on the component's edges only, so batches in any order end the same.
 */
export function splitByGuards(
  edges: readonly ComponentEdge[],
  guards: ClusterGuards,
  steward: StewardPairs,
): GuardSplit {
  const roots = new Map<number, number>();
  const review: ReviewItem[] = [];
  const queue: Work[] = [sortEdges(edges)];
  for (const e of edges) {
    roots.set(e.left, e.left);
    roots.set(e.right, e.right);
  }
  while (queue.length > 0) {
    const work = queue.pop() as Work;
    const members = membersOf(work);
    const fault = faultOf(members, work, guards, steward);
    if (fault === null) {
      for (const member of members) roots.set(member, members[0] as number);
      continue;
    }
    for (const cut of fault.cut) review.push({ ...cut, reason: fault.reason });
    queue.push(...components(fault.kept, members, roots));
  }
  return { roots, review: sortReview(review) };
}

interface Fault {
  readonly reason: ReviewItem['reason'];
  readonly cut: readonly ComponentEdge[];
  readonly kept: readonly ComponentEdge[];
}

function faultOf(
  members: readonly number[],
  work: Work,
  guards: ClusterGuards,
  steward: StewardPairs,
): Fault | null {
  const inside = new Set(members);
  if (steward.cannotLink.some(([a, b]) => inside.has(a) && inside.has(b))) {
    return cutWeakest(work, 'CANNOT_LINK', 0);
  }
  if (members.length > guards.maxSize) return cutWeakest(work, 'SIZE', guards.stepWeight);
  if (isSparse(members.length, work, guards)) {
    return cutWeakest(work, 'DENSITY', guards.stepWeight);
  }
  const weak = bridgesOf(work).filter(
    (b) => b.edge.weight < guards.bridgeWeight && b.smallerSide >= 2,
  );
  if (weak.length === 0) return null;
  const cut = new Set(weak.map((b) => b.edge));
  return { reason: 'BRIDGE', cut: [...cut], kept: work.filter((e) => !cut.has(e)) };
}

function isSparse(size: number, edges: readonly ComponentEdge[], guards: ClusterGuards): boolean {
  if (size < guards.denseFrom) return false;
  const distinct = new Set(edges.map((e) => e.left * 2 ** 26 + e.right)).size;
  return distinct / ((size * (size - 1)) / 2) < guards.minDensity;
}

/** Drops the weakest edges: those within `step` of the weakest one. */
function cutWeakest(
  edges: readonly ComponentEdge[],
  reason: ReviewItem['reason'],
  step: number,
): Fault {
  const weakest = edges.reduce((least, e) => Math.min(least, e.weight), Infinity);
  const cut = edges.filter((e) => e.weight <= weakest + step);
  return { reason, cut, kept: edges.filter((e) => e.weight > weakest + step) };
}

/** Connected parts of the kept edges; members left alone become clusters of one. */
function components(
  kept: readonly ComponentEdge[],
  members: readonly number[],
  roots: Map<number, number>,
): Work[] {
  for (const member of members) roots.set(member, member);
  const parent = new Map<number, number>();
  const find = (x: number): number => {
    let root = x;
    while ((parent.get(root) ?? root) !== root) root = parent.get(root) as number;
    parent.set(x, root);
    return root;
  };
  for (const e of kept) {
    const a = find(e.left);
    const b = find(e.right);
    if (a !== b) parent.set(Math.max(a, b), Math.min(a, b));
  }
  const byRoot = new Map<number, ComponentEdge[]>();
  for (const e of kept) {
    const root = find(e.left);
    const list = byRoot.get(root);
    if (list === undefined) byRoot.set(root, [e]);
    else list.push(e);
  }
  return [...byRoot.values()];
}

function membersOf(edges: readonly ComponentEdge[]): number[] {
  return [...new Set(edges.flatMap((e) => [e.left, e.right]))].sort((a, b) => a - b);
}

function sortEdges(edges: readonly ComponentEdge[]): ComponentEdge[] {
  return [...edges].sort((a, b) => b.weight - a.weight || a.left - b.left || a.right - b.right);
}

function sortReview(review: readonly ReviewItem[]): ReviewItem[] {
  return [...review].sort((a, b) => a.left - b.left || a.right - b.right || a.weight - b.weight);
}
