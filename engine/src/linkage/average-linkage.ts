/** Pair weights of one component: `weights[i * size + j]` in millibits, symmetric, prior included. */
export interface WeightMatrix {
  readonly size: number;
  readonly weights: Float64Array;
}

/**
 * Groups the members of one component bottom-up: the two groups with the highest mean weight between
 * their members join while that mean is at least `cut`. One strong chance link cannot pull two groups
 * together when all other pairs speak against it. Ties go to the groups with the smallest members, so the
 * result is a function of the matrix alone. Answers the smallest member index of each member's group.
 * Cost is cubic in the component's size; callers keep components small.
 */
export function averageLinkage(matrix: WeightMatrix, cut: number): Int32Array {
  const n = matrix.size;
  const sums = Float64Array.from(matrix.weights);
  const sizes = new Int32Array(n).fill(1);
  const group = Int32Array.from({ length: n }, (_, i) => i);
  let live = Array.from({ length: n }, (_, i) => i);
  for (;;) {
    const best = bestPair(live, sums, sizes, n);
    if (best === null || best.mean < cut) break;
    const { a, b } = best;
    for (const c of live) {
      if (c === a || c === b) continue;
      const joined = (sums[a * n + c] as number) + (sums[b * n + c] as number);
      sums[a * n + c] = joined;
      sums[c * n + a] = joined;
    }
    sizes[a] = (sizes[a] as number) + (sizes[b] as number);
    for (let i = 0; i < n; i += 1) if (group[i] === b) group[i] = a;
    live = live.filter((c) => c !== b);
  }
  return group;
}

/** The pair of groups with the highest mean; `a` is always the one with the smaller first member. */
function bestPair(
  live: readonly number[],
  sums: Float64Array,
  sizes: Int32Array,
  n: number,
): { a: number; b: number; mean: number } | null {
  let best: { a: number; b: number; mean: number } | null = null;
  for (let i = 0; i < live.length; i += 1) {
    const a = live[i] as number;
    for (let j = i + 1; j < live.length; j += 1) {
      const b = live[j] as number;
      const mean = (sums[a * n + b] as number) / ((sizes[a] as number) * (sizes[b] as number));
      if (best === null || mean > best.mean) best = { a, b, mean };
    }
  }
  return best;
}
