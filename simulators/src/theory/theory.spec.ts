import { describe, expect, it } from 'vitest';
import { erlangB, erlangC, meanWait, priorityWaits, waitOver } from './erlang.js';
import { meanNearestGridKm, meanNearestKm } from './nearest-unit.js';
import { nearestChecks, priorityChecks, queueChecks } from './theory-checks.js';

// servers, load, Erlang B, Erlang C, Wq / S, P(W > 0.1 S)
const TABLE = [
  [1, 0.5, 0.33333333, 0.5, 1.0, 0.47561471],
  [2, 1.5, 0.31034483, 0.64285714, 1.28571429, 0.61150463],
  [5, 4, 0.19906687, 0.55411255, 0.55411255, 0.50138177],
  [10, 8, 0.12166106, 0.40918015, 0.20459008, 0.33500837],
  [20, 17, 0.08586033, 0.38505623, 0.12835208, 0.28525667],
  [50, 45, 0.05410447, 0.36386447, 0.07277289, 0.22069496],
  [150, 135, 0.01605872, 0.14030864, 0.00935391, 0.03130709],
] as const;

describe('closed forms', () => {
  it('give the tables of Erlang', () => {
    for (const [servers, load, b, c, wait, late] of TABLE) {
      expect(erlangB(servers, load)).toBeCloseTo(b, 8);
      expect(erlangC(servers, load)).toBeCloseTo(c, 8);
      expect(meanWait(servers, load)).toBeCloseTo(wait, 8);
      expect(waitOver(servers, load, 0.1)).toBeCloseTo(late, 8);
    }
  });

  it('give the waits of three classes', () => {
    const waits = priorityWaits(10, [1.5, 3, 4]);
    [0.06233662, 0.11333932, 0.64225613].forEach((wait, i) =>
      expect(waits[i]).toBeCloseTo(wait, 7),
    );
  });

  it('give distances in a Poisson field on 902 km²', () => {
    for (const [units, straight, streets, tenth] of [
      [40, 2.37434, 2.9758, 8.36704],
      [100, 1.50167, 1.88206, 5.29178],
      [345, 0.80847, 1.01327, 2.849],
      [1000, 0.47487, 0.59516, 1.67341],
    ] as const) {
      expect(meanNearestKm(units / 902)).toBeCloseTo(straight, 5);
      expect(meanNearestGridKm(units / 902)).toBeCloseTo(streets, 5);
      expect(meanNearestKm(units / 902, 10)).toBeCloseTo(tenth, 4);
    }
  });
});

describe('simulation, seed 5', () => {
  it('agrees with the closed forms', () => {
    const checks = [
      ...queueChecks([2, 1.5], 400_000, 5),
      ...queueChecks([10, 8], 400_000, 5),
      ...priorityChecks(400_000, 5),
      ...nearestChecks(100, 3000, 5),
    ];
    expect(checks.filter((line) => !line.ok)).toEqual([]);
  });

  it('is told apart from a wrong load', () => {
    const right = queueChecks([10, 8], 200_000, 5);
    const loss = right.find((line) => line.name.endsWith('loss'));
    expect(Math.abs(erlangB(10, 8.2) - (loss?.simulated ?? 0))).toBeGreaterThan(
      loss?.tolerance ?? 1,
    );
  });
});
