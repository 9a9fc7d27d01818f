import { describe, expect, it } from 'vitest';
import {
  chiSquareP,
  kolmogorovDistance,
  kolmogorovP,
  lagOne,
  normalP,
  pearson,
} from './statistics.js';
import { streamFor } from '../random/stream.js';

describe('statistics', () => {
  it('agrees with tables of the chi-square distribution', () => {
    // upper 5 % and 0.1 % points
    for (const [degrees, five, tenth] of [
      [1, 3.841, 10.828],
      [10, 18.307, 29.588],
      [35, 49.802, 66.619],
      [100, 124.342, 149.449],
    ] as const) {
      expect(chiSquareP(five, degrees)).toBeCloseTo(0.05, 4);
      expect(chiSquareP(tenth, degrees)).toBeCloseTo(0.001, 5);
    }
    expect(chiSquareP(0, 4)).toBe(1);
  });

  it('agrees with tables of the normal and Kolmogorov distributions', () => {
    expect(normalP(1.959964)).toBeCloseTo(0.05, 6);
    expect(normalP(-3.290527)).toBeCloseTo(0.001, 7);
    // asymptotic 5 % point 1.3581
    expect(kolmogorovP(1.3581 / 1000, 1e6)).toBeCloseTo(0.05, 3);
    expect(kolmogorovP(0, 100)).toBe(1);
  });

  it('sees a wrong distribution and a dependence', () => {
    const rng = streamFor(3, 'statistics');
    const uniform = Array.from({ length: 5000 }, () => rng.next());
    const flat = kolmogorovDistance(uniform, (x) => x);
    expect(kolmogorovP(flat, 5000)).toBeGreaterThan(0.001);
    const bent = kolmogorovDistance(uniform, (x) => x ** 1.1);
    expect(kolmogorovP(bent, 5000)).toBeLessThan(0.001);
    expect(lagOne(uniform).p).toBeGreaterThan(0.001);
    const smooth = uniform.map((x, i) => x + 0.2 * (uniform[i - 1] ?? 0));
    expect(lagOne(smooth).p).toBeLessThan(0.001);
    expect(pearson([10, 20], [15, 15])).toBeCloseTo(10 / 3, 10);
  });
});
