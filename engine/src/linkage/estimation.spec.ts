import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelShares, trainMatchChances } from './expectation.js';
import { soundKey } from './phonetic.js';
import { expectedBestThreshold, selfConsistentPrior } from './prior-threshold.js';
import { levelWeights, probabilityOf, termWeight, weightOf } from './weights.js';

const SEED = 4;

describe('estimation', () => {
  it('recovers the chances that made the patterns', () => {
    const m = [
      [0.9, 0.1],
      [0.8, 0.2],
      [0.7, 0.3],
    ];
    const u = [
      [0.05, 0.95],
      [0.1, 0.9],
      [0.02, 0.98],
    ];
    const patterns = [];
    for (let code = 0; code < 8; code += 1) {
      const levels = [code & 1, (code >> 1) & 1, (code >> 2) & 1];
      const chance = (c: number[][]): number =>
        levels.reduce((p, level, k) => p * (c[k]?.[level] ?? 0), 1);
      patterns.push({ levels, count: 1e6 * (0.1 * chance(m) + 0.9 * chance(u)) });
    }
    const start = m.map((_, k) => ({ m: [0.6, 0.4], u: u[k] as number[] }));
    const run = trainMatchChances(patterns, start, {
      fixed: new Set(),
      startShare: 0.3,
      maxRounds: 500,
      tolerance: 1e-9,
    });
    expect(run.share).toBeCloseTo(0.1, 3);
    run.m.forEach((levels, k) => expect(levels[0]).toBeCloseTo(m[k]?.[0] ?? 0, 3));
  });

  it('leaves missing values out of the shares', () => {
    const patterns = [
      { levels: [0], count: 99.5 },
      { levels: [-1], count: 1000 },
    ];
    expect(levelShares(patterns, [99.5, 1000], 0, 2)[0]).toBeCloseTo(100 / 100.5, 6);
  });

  it('never lets a closer level weigh less than a looser one', () => {
    const chance = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(chance, chance), { minLength: 2, maxLength: 6 }), (pairs) => {
        const w = levelWeights(
          pairs.map((p) => p[0]),
          pairs.map((p) => p[1]),
        );
        for (let i = 1; i < w.length; i += 1)
          expect(w[i - 1]).toBeGreaterThanOrEqual(w[i] as number);
      }),
      { seed: SEED },
    );
  });

  it('makes the prior fall as records grow while matches per record stay the same', () => {
    const priorAt = (n: number): number =>
      selfConsistentPrior(
        [
          { weight: 40_000, count: n },
          { weight: -5000, count: n * 20 },
        ],
        (n * (n - 1)) / 2,
      ).weight;
    expect(priorAt(1000)).toBeGreaterThan(priorAt(10_000) + 3000);
    expect(priorAt(10_000)).toBeGreaterThan(priorAt(1_000_000) + 6000);
  });

  it('chooses the threshold between matches and the rest', () => {
    const limits = { minPrecision: 0.9, minWeight: weightOf(0.5), maxWeight: weightOf(0.999) };
    const t = expectedBestThreshold(
      [
        { weight: 12_000, count: 500 },
        { weight: 4000, count: 50 },
        { weight: -6000, count: 9000 },
      ],
      limits,
    );
    expect(t.weight).toBe(4000);
    expect(probabilityOf(weightOf(0.25))).toBeCloseTo(0.25, 3);
    expect(termWeight(0.01, 0.001, 1e-5)).toBe(3322);
  });
});

describe('sound keys', () => {
  it.each([
    ['smith', 'smyth'],
    ['stephen', 'steven'],
    ['catherine', 'kathryn'],
    ['philip', 'filip'],
    ['mcdonald', 'macdonald'],
    ['knight', 'night'],
  ])('are equal for %s and %s', (a, b) => expect(soundKey(a)).toBe(soundKey(b)));
  it('differ for different names', () => {
    expect(soundKey('smith')).not.toBe(soundKey('jones'));
    expect(soundKey('')).toBe('');
  });
});
