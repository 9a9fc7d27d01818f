import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateStraightLine } from '../roads/straight-line.js';
import { rank } from './rank.js';
import { RANKING_CONFIG } from './ranking-config.js';
import { knownTimes } from './unit-search-port.js';
import {
  anyScene,
  AT_MS,
  bruteForce,
  freeUnit,
  incidentOf,
  rankScene,
  unitId,
} from './ranking-scene.oracle.js';
import { recommendationOf } from './recommendation-view.js';
import { recommendationSchema } from '@muster/contracts';

const summary = (ranking: ReturnType<typeof rank>) =>
  ranking.candidates.map(({ unit, costMs, roadMs }) => ({ id: unit.id, costMs, roadMs }));

describe('rank', () => {
  it('equals brute force over all road times', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        expect(summary(rankScene(scene))).toEqual(
          bruteForce(scene).map(({ id, costMs, roadMs }) => ({ id, costMs, roadMs })),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of the units', () => {
    const shuffled = anyScene.chain((scene) =>
      fc
        .shuffledSubarray([...scene.units], {
          minLength: scene.units.length,
          maxLength: scene.units.length,
        })
        .map((units) => ({ scene, units })),
    );
    fc.assert(
      fc.property(shuffled, ({ scene, units }) => {
        const straight = rankScene(scene);
        const mixed = rankScene({ ...scene, units });
        expect({ ...mixed, rules: null }).toEqual({ ...straight, rules: null });
        expect(new Map(mixed.rules)).toEqual(new Map(straight.rules));
      }),
    );
  });

  it('gives every unit on duty a place or exactly one rule', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const ranking = rankScene(scene);
        const { counts, rules, reached, boundMs, candidates, k } = ranking;
        expect(counts.onDuty + counts.offDuty).toBe(scene.units.length);
        for (const { unit } of reached) expect(rules.has(unit)).toBe(false);
        for (const { roadMs } of reached) expect(roadMs).toBeLessThanOrEqual(boundMs ?? Infinity);
        for (const { unit } of candidates) {
          expect(reached.some((costed) => costed.unit === unit)).toBe(true);
        }
        expect(boundMs === null).toBe(candidates.length < k);
        if (boundMs === null) expect([...rules.values()]).not.toContain('BEYOND_BOUND');
      }),
    );
  });

  it('breaks ties by unit id', () => {
    const units = [0, 1, 2, 3, 4, 5, 6].map((slot) => freeUnit(slot));
    const ranking = rankScene({
      incident: incidentOf(),
      units,
      roadMs: new Map(units.map(({ slot }) => [slot, 60_000])),
    });
    const sorted = units.map(({ id }) => id).sort();
    expect(ranking.candidates.map(({ unit }) => unit.id)).toEqual(sorted.slice(0, 5));
  });

  it('offers as many as are needed, and says why when it cannot', () => {
    const units = [freeUnit(0), freeUnit(1, { crewSize: 0 }), freeUnit(2, { statusCode: 8 })];
    const scene = {
      units,
      roadMs: new Map([[0, 1000]]),
      incident: incidentOf({ requirement: { units: 2, skills: [], kinds: [] } }),
    };
    expect(rankScene(scene).shortfall).toEqual(['STATUS_NOT_DEPLOYABLE', 'NO_CREW']);
    expect(rankScene({ ...scene, incident: incidentOf() }).shortfall).toEqual([]);
    expect(rankScene({ ...scene, units: [] }).shortfall).toEqual(['STATUS_NOT_DEPLOYABLE']);
  });

  it('estimates by straight line without a road answer, and says so', () => {
    const near = freeUnit(0, { place: null });
    const incident = incidentOf();
    const ranking = rank({
      incident,
      units: [near],
      search: null,
      atMs: AT_MS,
      config: RANKING_CONFIG,
    });
    expect(ranking.method).toBe('estimate');
    const point = incident.point;
    if (!near.fix || !point) throw new Error('scene lacks a place');
    expect(ranking.candidates[0]?.roadMs).toBe(
      estimateStraightLine(near.fix, point, 'response').roadMs,
    );
    const shown = recommendationOf({
      id: unitId(1),
      incident,
      ranking,
      atMs: AT_MS,
      seq: 1,
      hashes: { graph: '', profile: '', config: '', roster: '' },
    });
    expect(recommendationSchema.parse(shown).candidates[0]).toMatchObject({
      estimate: true,
      rank: 1,
    });
  });

  it('ranks nobody while the place is not known', () => {
    const ranking = rank({
      incident: incidentOf({ point: null }),
      units: [freeUnit(0)],
      search: knownTimes(new Map([[0, 1]])),
      atMs: AT_MS,
      config: RANKING_CONFIG,
    });
    expect(ranking).toMatchObject({ method: 'none', candidates: [], boundMs: null });
  });

  it('names the nearer units that are not offered, nearest first', () => {
    const at = (lat: number) => ({ lat, lon: -1.89, fixAtMs: AT_MS, accuracyM: 5 });
    const units = [
      freeUnit(0, { fix: at(52.52) }),
      freeUnit(1, { fix: at(52.491), crewSize: 0 }),
      freeUnit(2, { fix: at(52.4905), statusCode: 8 }),
      freeUnit(3, { fix: at(52.6), statusCode: 8 }),
      freeUnit(4, { fix: null }),
    ];
    const ranking = rankScene({ incident: incidentOf(), units, roadMs: new Map([[0, 100_000]]) });
    expect(ranking.nearerExcluded.map(({ callSign, rule }) => [callSign, rule])).toEqual([
      ['R2', 'STATUS_NOT_DEPLOYABLE'],
      ['R1', 'NO_CREW'],
    ]);
  });
});
