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

/** Everything besides the edges that decides the clusters. */
export interface ClusterRules {
  readonly linkWeight: number;
  readonly guards: ClusterGuards;
  readonly steward: StewardPairs;
}

/** Clusters: root (smallest record number) of each record, and what a human should look at. */
export interface ClusterResult {
  readonly roots: Int32Array;
  readonly review: readonly ReviewItem[];
}

/** Weight given to a steward's must-link: above any weight a model can produce. */
export const MUST_LINK_WEIGHT = 1_000_000_000;

/**
 * Clusters records 0..size-1. Record numbers must follow the order of record ids: ties go to the smaller.
 * A pure function of its arguments; the order of the edges does not matter.
 */
export function clusterRecords(
  size: number,
  edges: EdgeColumns,
  rules: ClusterRules,
): ClusterResult {
  const sets = new UnionFind(size);
  for (let i = 0; i < edges.left.length; i += 1) {
    if ((edges.weight[i] as number) >= rules.linkWeight) {
      sets.union(edges.left[i] as number, edges.right[i] as number);
    }
  }
  for (const [a, b] of rules.steward.mustLink) sets.union(a, b);
  return guardComponents(sets, edges, rules);
}

/** Evaluates the guards on every final component that they could concern. */
function guardComponents(sets: UnionFind, edges: EdgeColumns, rules: ClusterRules): ClusterResult {
  const roots = sets.roots();
  const suspects = suspectRoots(roots, rules);
  if (suspects.size === 0) return { roots, review: [] };
  const edgesByRoot = collectEdges(roots, suspects, edges, rules);
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
