import { averageLinkage } from './average-linkage.js';
import type { ComponentEdge, StewardPairs } from './edges.js';

/** How a group is refined; weights in millibits. */
export interface RefineRules {
  /** Mean weight between two groups from which they join; 0 is even odds. */
  readonly cutWeight: number;
  /** Weights beyond ±`clipWeight` count as that much, so that no single pair decides alone. */
  readonly clipWeight: number;
  readonly steward: StewardPairs;
}

/** Stands for "never" and "always": outweighs any mean of clipped weights. */
const DECIDED = 1e12;

/**
 * Splits one connected group (members in ascending order) by average linkage over all its pairs. Pairs
 * not listed count as fully against. Stewards' decisions outweigh everything. Answers, for each member,
 * the smallest member of its part.
 */
export function refineGroup(
  members: readonly number[],
  pairs: readonly ComponentEdge[],
  rules: RefineRules,
): Map<number, number> {
  const n = members.length;
  const at = new Map(members.map((m, i) => [m, i]));
  const weights = new Float64Array(n * n).fill(-rules.clipWeight);
  const set = (a: number, b: number, w: number): void => {
    const i = at.get(a);
    const j = at.get(b);
    if (i === undefined || j === undefined) return;
    weights[i * n + j] = w;
    weights[j * n + i] = w;
  };
  for (const { left, right, weight } of pairs) {
    set(left, right, Math.max(-rules.clipWeight, Math.min(rules.clipWeight, weight)));
  }
  for (const [a, b] of rules.steward.mustLink) set(a, b, DECIDED);
  for (const [a, b] of rules.steward.cannotLink) set(a, b, -DECIDED * n * n);
  const groups = averageLinkage({ size: n, weights }, rules.cutWeight);
  return new Map(members.map((m, i) => [m, members[groups[i] as number] as number]));
}
