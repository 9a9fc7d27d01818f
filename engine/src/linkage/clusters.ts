import { splitByGuards } from './cluster-guards.js';
import type { ClusterGuards, ReviewItem } from './cluster-guards.js';
import type { ComponentEdge, StewardPairs } from './edges.js';
import { UnionFind } from './union-find.js';

/** Scored pairs in columns: record numbers and total weight in millibits. */
export interface EdgeColumns {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly weight: Int32Array;
}

/** Everything besides the edges that decides the groups. */
export interface ClusterRules {
  readonly linkWeight: number;
  readonly guards: ClusterGuards;
  readonly steward: StewardPairs;
}

/** Root (smallest record number) of each record's group, and what a human should look at. */
export interface ClusterResult {
  readonly roots: Int32Array;
  readonly review: readonly ReviewItem[];
}

/** Weight given to a steward's must-link: above any weight a model can produce. */
export const MUST_LINK_WEIGHT = 1_000_000_000;

/**
 * Joins records 0..size-1 over all edges of at least `linkWeight` and all must-links. Record numbers must
 * follow the order of record ids: ties go to the smaller. The order of the edges does not matter.
 */
export function connectedRoots(
  size: number,
  edges: EdgeColumns,
  linkWeight: number,
  mustLink: StewardPairs['mustLink'],
): Int32Array {
  const sets = new UnionFind(size);
  for (let i = 0; i < edges.left.length; i += 1) {
    if ((edges.weight[i] as number) >= linkWeight) {
      sets.union(edges.left[i] as number, edges.right[i] as number);
    }
  }
  for (const [a, b] of mustLink) sets.union(a, b);
  return sets.roots();
}

/**
 * Evaluates the guards on every group they could concern and cuts those that break one. `before` holds
 * each record's group; only edges inside a group count. A pure function of its arguments.
 */
export function guardGroups(
  before: Int32Array,
  edges: EdgeColumns,
  rules: ClusterRules,
): ClusterResult {
  const roots = Int32Array.from(before);
  const suspects = suspectRoots(before, rules);
  if (suspects.size === 0) return { roots, review: [] };
  const edgesByRoot = collectEdges(before, suspects, edges, rules);
  const review: ReviewItem[] = [];
  for (const root of [...edgesByRoot.keys()].sort((a, b) => a - b)) {
    const split = splitByGuards(edgesByRoot.get(root) ?? [], rules.guards, rules.steward);
    for (const [member, newRoot] of split.roots) roots[member] = newRoot;
    review.push(...split.review);
  }
  return { roots, review };
}

function suspectRoots(roots: Int32Array, rules: ClusterRules): Set<number> {
  const sizes = new Int32Array(roots.length);
  for (const root of roots) sizes[root] = (sizes[root] as number) + 1;
  const suspects = new Set<number>();
  sizes.forEach((n, root) => {
    if (n >= rules.guards.inspectFrom) suspects.add(root);
  });
  for (const [a, b] of rules.steward.cannotLink) {
    if (roots[a] === roots[b]) suspects.add(roots[a] as number);
  }
  return suspects;
}

function collectEdges(
  roots: Int32Array,
  suspects: ReadonlySet<number>,
  edges: EdgeColumns,
  rules: ClusterRules,
): Map<number, ComponentEdge[]> {
  const byRoot = new Map<number, ComponentEdge[]>();
  const add = (left: number, right: number, weight: number): void => {
    const root = roots[left] as number;
    if (!suspects.has(root) || root !== roots[right]) return;
    const list = byRoot.get(root);
    const edge = { left: Math.min(left, right), right: Math.max(left, right), weight };
    if (list === undefined) byRoot.set(root, [edge]);
    else list.push(edge);
  };
  for (let i = 0; i < edges.left.length; i += 1) {
    const weight = edges.weight[i] as number;
    if (weight >= rules.linkWeight) add(edges.left[i] as number, edges.right[i] as number, weight);
  }
  for (const [a, b] of rules.steward.mustLink) add(a, b, MUST_LINK_WEIGHT);
  return byRoot;
}
