import { describe, expect, it } from 'vitest';
import {
  WeightedPick,
  chance,
  exponential,
  geometric,
  logNormal,
  normal,
  pick,
  poisson,
  shuffle,
  uniform,
} from './distributions.js';
import { streamFor, type RandomStream } from './stream.js';

const SEED = 20260101;
const N = 40_000;

function sample(draw: (rng: RandomStream) => number, purpose: string): number[] {
  const rng = streamFor(SEED, purpose);
  return Array.from({ length: N }, () => draw(rng));
}

function moments(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1);
  return { mean, sd: Math.sqrt(variance) };
}

describe('streams', () => {
  it('gives the same numbers for the same seed and purpose, others for another', () => {
    const draw = (seed: number, purpose: string) => {
      const rng = streamFor(seed, purpose);
      return [rng.next(), rng.next(), rng.int(0, 1e9)];
    };
    expect(draw(1, 'calls')).toEqual(draw(1, 'calls'));
    expect(draw(1, 'calls')).not.toEqual(draw(2, 'calls'));
    expect(draw(1, 'calls')).not.toEqual(draw(1, 'place'));
  });

  it('splits without drawing from the parent', () => {
    const parent = streamFor(7, 'a');
    const untouched = streamFor(7, 'a');
    parent.split('b').next();
    expect(parent.next()).toBe(untouched.next());
    expect(streamFor(7, 'a').split('b').next()).toBe(streamFor(7, 'a/b').next());
  });

  it('has neighbouring streams that are not correlated', () => {
    const a = streamFor(SEED, 'unit/1');
    const b = streamFor(SEED, 'unit/2');
    let product = 0;
    for (let i = 0; i < N; i++) product += (a.next() - 0.5) * (b.next() - 0.5);
    // sd of the mean product is (1/12)/sqrt(N)
    expect(Math.abs(product / N)).toBeLessThan(4 / 12 / Math.sqrt(N));
  });
});

describe('distributions', () => {
  it('uniform', () => {
    const { mean, sd } = moments(sample((r) => uniform(r, 2, 4), 'uniform'));
    expect(mean).toBeCloseTo(3, 1);
    expect(sd).toBeCloseTo(2 / Math.sqrt(12), 1);
  });

  it('exponential has mean = sd', () => {
    const { mean, sd } = moments(sample((r) => exponential(r, 5), 'exponential'));
    expect(Math.abs(mean - 5)).toBeLessThan((4 * 5) / Math.sqrt(N));
    expect(Math.abs(sd - 5)).toBeLessThan(0.3);
  });

  it('normal', () => {
    const { mean, sd } = moments(sample((r) => normal(r, 10, 3), 'normal'));
    expect(Math.abs(mean - 10)).toBeLessThan((4 * 3) / Math.sqrt(N));
    expect(Math.abs(sd - 3)).toBeLessThan(0.06);
  });

  it('log-normal has the stated median', () => {
    const values = sample((r) => logNormal(r, 600, 0.5), 'lognormal').sort((a, b) => a - b);
    const median = values[N / 2] ?? 0;
    expect(Math.abs(median / 600 - 1)).toBeLessThan(0.02);
  });

  it('geometric and Poisson', () => {
    expect(moments(sample((r) => geometric(r, 0.4), 'geo')).mean).toBeCloseTo(1.5, 1);
    const counts = moments(sample((r) => poisson(r, 75), 'poisson'));
    expect(Math.abs(counts.mean - 75)).toBeLessThan((4 * Math.sqrt(75)) / Math.sqrt(N));
    expect(Math.abs(counts.sd ** 2 / 75 - 1)).toBeLessThan(0.04);
  });

  it('weighted pick keeps the shares and never draws a zero weight', () => {
    const picker = new WeightedPick(['a', 'b', 'never', 'c'], [1, 2, 0, 5]);
    const rng = streamFor(SEED, 'weights');
    const seen: Record<string, number> = {};
    for (let i = 0; i < N; i++) {
      const item = picker.draw(rng);
      seen[item] = (seen[item] ?? 0) + 1;
    }
    expect(seen['never']).toBeUndefined();
    expect(Math.abs((seen['c'] ?? 0) / N - 5 / 8)).toBeLessThan(0.012);
    expect(Math.abs((seen['a'] ?? 0) / N - 1 / 8)).toBeLessThan(0.008);
    expect(() => new WeightedPick([], [])).toThrow();
    expect(() => new WeightedPick(['a'], [0])).toThrow();
  });

  it('chance, pick and shuffle', () => {
    const rng = streamFor(SEED, 'misc');
    let hits = 0;
    for (let i = 0; i < N; i++) if (chance(rng, 0.3)) hits++;
    expect(Math.abs(hits / N - 0.3)).toBeLessThan(0.01);
    expect(['x', 'y']).toContain(pick(rng, ['x', 'y']));
    expect(() => pick(rng, [])).toThrow();
    expect(shuffle(rng, [1, 2, 3, 4, 5]).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });
});
