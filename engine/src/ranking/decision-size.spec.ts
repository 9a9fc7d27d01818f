import { describe, expect, it } from 'vitest';
import type { RankingUnit } from './ranking-input.js';
import { random, recordOf } from './decision-scene.oracle.js';
import { AT_MS, freeUnit, incidentOf, rankScene, unitId } from './ranking-scene.oracle.js';

describe('size of a decision record', () => {
  it('stays within 10 kB at 600 units on duty (p95 of 100 decisions)', () => {
    const sizes = Array.from({ length: 100 }, (_, seed) => recordSize(seed)).sort((a, b) => a - b);
    expect(sizes[94]).toBeLessThanOrEqual(10_000);
    expect(sizes[0]).toBeGreaterThan(500);
  });
});

/** Size of a record of 600 units on duty and 900 off, spread over 54 x 36 km, at night. */
function recordSize(seed: number): number {
  const next = random(seed + 1);
  const pick = <T>(...values: T[]): T => values[Math.floor(next() * values.length)] as T;
  const grade = pick('P1' as const, 'P2' as const, 'P2' as const, 'P3' as const);
  const units = Array.from({ length: 1500 }, (_, slot) => nightUnit(slot, next, pick));
  const incident = incidentOf({
    grade,
    targetAtMs: AT_MS + pick(100_000, 700_000, 3_000_000),
    point: { lat: 52.4 + next() * 0.32, lon: -2.2 + next() * 0.8 },
    requirement: { units: 2, skills: pick([], [], ['STO']), kinds: [] },
  });
  const roadMs = new Map(
    units.flatMap(({ slot, fix }): [number, number][] => {
      if (!fix || !incident.point) return [];
      const dy = (fix.lat - incident.point.lat) * 111_195;
      const dx = (fix.lon - incident.point.lon) * 67_800;
      return [[slot, Math.round((Math.hypot(dx, dy) * 1400) / 14)]];
    }),
  );
  const ranking = rankScene({ incident, units, roadMs });
  const { record } = recordOf(units, incident, ranking);
  return JSON.stringify(record).length;
}

function nightUnit(slot: number, next: () => number, pick: <T>(...values: T[]) => T): RankingUnit {
  const onDuty = slot < 600;
  const statusCode = onDuty ? pick(2, 2, 2, 3, 3, 4, 5, 5, 6, 6, 6, 7, 8, 8, 9) : 11;
  const busy = statusCode === 5 || statusCode === 6;
  const arc = Math.floor(next() * 400_000);
  return freeUnit(slot, {
    statusCode,
    driverLevel: pick('standard', 'response', 'response', 'advanced'),
    driverExpiresAtMs: AT_MS + Math.floor(next() * 3e10),
    shiftEndsAtMs: AT_MS + Math.floor(next() * 3e7),
    skills: pick([], [{ code: 'STO', expiresAtMs: AT_MS + 86_400_000 }]),
    assignment: busy
      ? { incidentId: unitId(slot), grade: pick('P1', 'P2', 'P3'), onScene: statusCode === 6 }
      : null,
    fix: {
      lat: 52.4 + next() * 0.32,
      lon: -2.2 + next() * 0.8,
      fixAtMs: AT_MS - Math.floor(next() * 60_000),
      accuracyM: Math.round(next() * 300) / 10,
    },
    place: {
      arc,
      offsetMm: Math.floor(next() * 200_000),
      oppositeArc: arc ^ 1,
      oppositeOffsetMm: Math.floor(next() * 200_000),
    },
    jobsThisShift: Math.floor(next() * 8),
  });
}
