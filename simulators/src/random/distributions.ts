import type { RandomStream } from './stream.js';

/** True with probability `p`. */
export function chance(rng: RandomStream, p: number): boolean {
  return rng.next() < p;
}

/** Uniform in [from, to). */
export function uniform(rng: RandomStream, from: number, to: number): number {
  return from + (to - from) * rng.next();
}

/** Exponential with the given mean, by inversion; never infinite. */
export function exponential(rng: RandomStream, mean: number): number {
  return -mean * Math.log(1 - rng.next());
}

/** Normal by Box–Muller; the second value is thrown away so that each call draws exactly two numbers. */
export function normal(rng: RandomStream, mean: number, sd: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - rng.next()));
  return mean + sd * radius * Math.cos(2 * Math.PI * rng.next());
}

/** Log-normal by its median and the standard deviation of its logarithm. */
export function logNormal(rng: RandomStream, median: number, sigma: number): number {
  return median * Math.exp(normal(rng, 0, sigma));
}

/** Failures before the first success of probability `p`: 0, 1, 2, … with mean (1 − p) / p. */
export function geometric(rng: RandomStream, p: number): number {
  if (p >= 1) return 0;
  return Math.floor(Math.log(1 - rng.next()) / Math.log(1 - p));
}

/** Poisson count; inversion by multiplication in pieces of mean 30, so that exp never underflows. */
export function poisson(rng: RandomStream, mean: number): number {
  let count = 0;
  for (let left = mean; left > 0; left -= 30) {
    const limit = Math.exp(-Math.min(left, 30));
    for (let product = rng.next(); product > limit; product *= rng.next()) count++;
  }
  return count;
}

/** One of the items, each equally likely; the list must not be empty. */
export function pick<T>(rng: RandomStream, items: readonly T[]): T {
  const item = items[rng.int(0, items.length - 1)];
  if (item === undefined) throw new Error('pick from an empty list');
  return item;
}

/** Fisher–Yates in place; returns the same array. */
export function shuffle<T>(rng: RandomStream, items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = rng.int(0, i);
    const held = items[i] as T;
    items[i] = items[j] as T;
    items[j] = held;
  }
  return items;
}

/** Draws items in proportion to their weights; one number a draw, binary search in the running sums. */
export class WeightedPick<T> {
  private readonly sums: Float64Array;

  constructor(
    private readonly items: readonly T[],
    weights: readonly number[],
  ) {
    if (items.length === 0 || items.length !== weights.length) {
      throw new Error('one weight for each of at least one item');
    }
    this.sums = new Float64Array(items.length);
    let sum = 0;
    weights.forEach((weight, i) => {
      if (!(weight >= 0)) throw new Error(`weight ${weight} is not a share`);
      sum += weight;
      this.sums[i] = sum;
    });
    if (!(sum > 0)) throw new Error('all weights are zero');
  }

  /** Sum of all weights. */
  get total(): number {
    return this.sums[this.sums.length - 1] ?? 0;
  }

  draw(rng: RandomStream): T {
    const target = rng.next() * this.total;
    let low = 0;
    let high = this.sums.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sums[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return this.items[low] as T;
  }
}
