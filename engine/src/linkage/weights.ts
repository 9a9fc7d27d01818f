/** Match weights are whole thousandths of a bit ("millibits"): sums are exact in any order and engine. */
export const MILLIBITS_PER_BIT = 1000;

/** Rounds log2 of a likelihood ratio to whole millibits. */
export function millibits(ratio: number): number {
  return Math.round(Math.log2(ratio) * MILLIBITS_PER_BIT);
}

/** Probability of a match for a total weight in millibits: 2^w / (1 + 2^w). */
export function probabilityOf(weightMillibits: number): number {
  return 1 / (1 + 2 ** (-weightMillibits / MILLIBITS_PER_BIT));
}

/** Total weight in millibits at which a pair has the probability `p` (0 < p < 1). */
export function weightOf(p: number): number {
  return millibits(p / (1 - p));
}

/**
 * Weights of one comparison's levels, best level first, made non-increasing by pooling adjacent levels
 * that the estimates put the wrong way round (isotonic regression weighted by m + u): a closer value
 * never counts for less than a more distant one.
 */
export function levelWeights(m: readonly number[], u: readonly number[]): number[] {
  const pools: { m: number; u: number; size: number }[] = [];
  for (let i = 0; i < m.length; i += 1) {
    pools.push({ m: m[i] as number, u: u[i] as number, size: 1 });
    while (pools.length > 1 && outOfOrder(pools)) {
      const low = pools.pop() as (typeof pools)[number];
      const high = pools[pools.length - 1] as (typeof pools)[number];
      high.m += low.m;
      high.u += low.u;
      high.size += low.size;
    }
  }
  return pools.flatMap((pool) => new Array<number>(pool.size).fill(millibits(pool.m / pool.u)));
}

function outOfOrder(pools: readonly { m: number; u: number }[]): boolean {
  const low = pools[pools.length - 1] as { m: number; u: number };
  const high = pools[pools.length - 2] as { m: number; u: number };
  return low.m * high.u > high.m * low.u;
}

/**
 * Term-frequency adjustment of an exact level in millibits: positive for rare values, negative for
 * common ones. `frequency` is the value's share among filled values, never taken below `floor`.
 */
export function termWeight(uExact: number, frequency: number, floor: number): number {
  return millibits(uExact / Math.max(frequency, floor));
}
