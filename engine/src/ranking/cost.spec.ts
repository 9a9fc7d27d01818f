import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivalChancePermille, costOf, costTerms } from './cost.js';
import { hashOf, RANKING_CONFIG } from './ranking-config.js';
import { anyScene, AT_MS, freeUnit, incidentOf } from './ranking-scene.oracle.js';

const context = { incident: incidentOf(), atMs: AT_MS, config: RANKING_CONFIG };

describe('cost', () => {
  it('is a sum of whole terms >= 0, never below the road time, and grows with it', () => {
    fc.assert(
      fc.property(anyScene, fc.nat(3_000_000), fc.nat(100_000), ({ units, incident }, ms, more) => {
        for (const unit of units) {
          if (!unit.fix) continue;
          const near = costOf(unit, ms, { ...context, incident });
          for (const term of near.termMs) {
            expect(Number.isInteger(term) && term >= 0).toBe(true);
          }
          expect(near.costMs).toBe(near.termMs.reduce((sum, term) => sum + term, 0));
          expect(near.costMs).toBeGreaterThanOrEqual(ms);
          const far = costOf(unit, ms + more, { ...context, incident });
          expect(far.costMs - near.costMs).toBeGreaterThanOrEqual(more);
          expect(far.chancePermille).toBeLessThanOrEqual(near.chancePermille);
        }
      }),
    );
  });

  it('adds for an old or rough fix and never takes away for one from the future', () => {
    const fixAt = (ageMs: number, accuracyM: number | null = 8) =>
      costOf(
        freeUnit(0, { fix: { lat: 52, lon: -1.9, fixAtMs: AT_MS - ageMs, accuracyM } }),
        60_000,
        context,
      );
    expect(fixAt(-60_000).termMs[2]).toBe(0);
    expect(fixAt(100_000).termMs[2]).toBe(50_000);
    expect(fixAt(200_000).termMs[2]).toBe(110_000);
    expect(fixAt(0, 25).termMs[3]).toBe(0);
    expect(fixAt(0, 125).termMs[3]).toBe(10_000);
    expect(fixAt(0, null).termMs[3]).toBe(2_500);
    expect([60_000, 60_001, 180_001].map((age) => fixAt(age).freshness)).toEqual([
      'fresh',
      'ageing',
      'stale',
    ]);
  });

  it('lists the terms a person needs: the road always, the rest when not zero', () => {
    const terms = costTerms(costOf(freeUnit(0, { jobsThisShift: 3 }), 60_000, context).termMs);
    expect(terms.map(({ code }) => code)).toEqual(['ROAD', 'MOBILISE', 'FIX_AGE', 'WORKLOAD']);
  });

  it('charges for taking a unit off, by what it leaves', () => {
    const off = (grade: 'P2' | 'P3' | 'P4') =>
      costOf(freeUnit(0, { assignment: { incidentId: 'x', grade, onScene: false } }), 0, context)
        .termMs[5];
    expect([off('P2'), off('P3'), off('P4')]).toEqual([240_000, 120_000, 60_000]);
  });

  it('takes P(arrive in target) from a table that is the stated lognormal to 1/1000', () => {
    for (const [ratio, chance] of RANKING_CONFIG.arrivalChance.slice(1)) {
      const exact = normalTail(Math.log(ratio / 1000) / 0.3);
      expect(Math.abs(exact * 1000 - chance)).toBeLessThanOrEqual(1);
    }
    const at = (expectedMs: number) => arrivalChancePermille(expectedMs, incidentOf(), context);
    expect(at(800_000)).toBe(500);
    expect(at(840_000)).toBe(438);
    expect(at(10_000_000)).toBe(0);
    expect(
      arrivalChancePermille(1, incidentOf({ targetAtMs: AT_MS }), context),
      'target has passed',
    ).toBe(0);
    expect(arrivalChancePermille(1, incidentOf({ grade: null, targetAtMs: null }), context)).toBe(
      1000,
    );
  });

  it('hashes the configuration by content, not by order', () => {
    const reversed = Object.fromEntries(Object.entries(RANKING_CONFIG).reverse());
    expect(hashOf(reversed)).toBe(hashOf(RANKING_CONFIG));
    expect(hashOf({ ...RANKING_CONFIG, k: 6 })).not.toBe(hashOf(RANKING_CONFIG));
  });
});

/** P(Z > z) by numerical integration of the normal density. */
function normalTail(z: number): number {
  const steps = 20_000;
  const width = (10 - z) / steps;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += Math.exp(-((z + (i + 0.5) * width) ** 2) / 2);
  return (sum * width) / Math.sqrt(2 * Math.PI);
}
