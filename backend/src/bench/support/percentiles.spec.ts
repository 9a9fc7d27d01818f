import { describe, expect, it } from 'vitest';
import { Dice } from './dice.js';
import { figure, median, percentile, spreadOf } from './percentiles.js';

describe('percentile', () => {
  it('takes the nearest rank', () => {
    const values = [5, 1, 4, 2, 3];
    expect([0, 0.2, 0.5, 0.99, 1].map((p) => percentile(values, p))).toEqual([1, 1, 3, 5, 5]);
  });

  it('has no answer without values', () => {
    expect(percentile([], 0.5)).toBeNaN();
    expect(figure(median([]))).toBeNull();
  });
});

describe('figures', () => {
  it('keeps significant digits only', () => {
    expect([figure(1234.56), figure(0.012345)]).toEqual([1230, 0.0123]);
  });

  it('gives the spread of a ratio', () => {
    expect(spreadOf([2, 8, 4])).toEqual({ median: 4, min: 2, max: 8 });
  });
});

describe('dice', () => {
  it('falls alike for the same seed and stays in its range', () => {
    const [a, b] = [new Dice(7), new Dice(7)];
    const draws = Array.from({ length: 1000 }, () => a.below(6));
    expect(draws).toEqual(Array.from({ length: 1000 }, () => b.below(6)));
    expect(new Set(draws)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  });
});
