import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExclusionRule } from '@muster/contracts';
import { driverProfile, eligibility } from './eligibility.js';
import { EXCLUSION_ORDER } from './explanation.js';
import type { RankingIncident, RankingUnit } from './ranking-input.js';
import { RANKING_CONFIG } from './ranking-config.js';
import { anyScene, AT_MS, freeUnit, incidentOf, unitId } from './ranking-scene.oracle.js';

const other = unitId(5000);
const fix = (ageMs: number) => ({ lat: 52.48, lon: -1.9, fixAtMs: AT_MS - ageMs, accuracyM: 8 });
const judge = (unit: Partial<RankingUnit>, incident: Partial<RankingIncident> = {}) =>
  eligibility(freeUnit(0, unit), {
    incident: incidentOf(incident),
    atMs: AT_MS,
    config: RANKING_CONFIG,
    byRoad: true,
  });
const needs = (skills: string[]): Partial<RankingIncident> => ({
  requirement: { units: 1, skills, kinds: [] },
});

describe('eligibility', () => {
  it.each<[ExclusionRule, Partial<RankingUnit>, Partial<RankingIncident>]>([
    ['EMERGENCY', { emergency: true, statusCode: 0 }, {}],
    ['STATUS_NOT_DEPLOYABLE', { statusCode: 8 }, {}],
    ['STATUS_NOT_DEPLOYABLE', { statusCode: 6 }, {}],
    ['STATUS_NOT_DEPLOYABLE', { statusCode: 4 }, { grade: 'P2' }],
    ['NO_CREW', { crewSize: 0, statusCode: 1 }, {}],
    [
      'ASSIGNED_THIS_INCIDENT',
      { assignment: { incidentId: incidentOf().id, grade: 'P1', onScene: false } },
      {},
    ],
    [
      'ASSIGNED_NOT_DIVERTABLE',
      { assignment: { incidentId: other, grade: 'P1', onScene: false } },
      {},
    ],
    [
      'ASSIGNED_NOT_DIVERTABLE',
      { assignment: { incidentId: other, grade: 'P3', onScene: true } },
      {},
    ],
    [
      'ASSIGNED_NOT_DIVERTABLE',
      { assignment: { incidentId: other, grade: 'P2', onScene: false } },
      { grade: 'P2' },
    ],
    ['REFUSED_THIS_INCIDENT', {}, { refusedUnitIds: [unitId(0)] }],
    [
      'KIND_NOT_SUITABLE',
      { kind: 'pcso' },
      { requirement: { units: 1, skills: [], kinds: ['dog'] } },
    ],
    ['SKILL_MISSING', { skills: [] }, needs(['AFO'])],
    ['SKILL_EXPIRED', { skills: [{ code: 'AFO', expiresAtMs: AT_MS }] }, needs(['AFO'])],
    ['DRIVER_NOT_TRAINED', { driverLevel: 'standard' }, {}],
    ['DRIVER_NOT_TRAINED', { driverLevel: 'response', driverExpiresAtMs: AT_MS }, {}],
    ['DRIVER_NOT_TRAINED', { driverLevel: 'none' }, { grade: 'P4' }],
    ['NO_POSITION', { fix: null, place: null }, {}],
    ['POSITION_IN_FUTURE', { fix: fix(-120_001) }, {}],
    ['POSITION_TOO_OLD', { fix: fix(600_001) }, {}],
    ['OFF_NETWORK', { place: null }, {}],
  ])('%s', (rule, unit, incident) => {
    expect(judge(unit, incident)).toBe(rule);
  });

  it.each<[string, Partial<RankingUnit>, Partial<RankingIncident>]>([
    ['a unit on patrol', {}, {}],
    ['one at refreshments, for P1', { statusCode: 4 }, {}],
    ['one booking on with a crew', { statusCode: 1 }, {}],
    [
      'one on its way to P3, for P1',
      {
        statusCode: 5,
        assignment: { incidentId: other, grade: 'P3', onScene: false },
      },
      {},
    ],
    ['a lapsed response driver, for P2', { driverExpiresAtMs: AT_MS - 1 }, { grade: 'P2' }],
    ['a fix at the limit', { fix: fix(600_000) }, {}],
    [
      'a skill valid a moment longer',
      { skills: [{ code: 'AFO', expiresAtMs: AT_MS + 1 }] },
      needs(['AFO']),
    ],
    [
      'a skill held twice, once expired',
      {
        skills: [
          { code: 'AFO', expiresAtMs: AT_MS - 1 },
          { code: 'AFO', expiresAtMs: null },
        ],
      },
      needs(['AFO']),
    ],
  ])('offers %s', (_, unit, incident) => {
    expect(judge(unit, incident)).toBeNull();
  });

  it('drives a lapsed response driver at the standard profile', () => {
    expect(driverProfile(freeUnit(0), AT_MS)).toBe('response');
    expect(driverProfile(freeUnit(0, { driverExpiresAtMs: AT_MS }), AT_MS)).toBe('standard');
    expect(driverProfile(freeUnit(0, { driverLevel: 'standard' }), AT_MS)).toBe('standard');
    expect(driverProfile(freeUnit(0, { driverLevel: 'none' }), AT_MS)).toBeNull();
  });

  it('names the first rule in the published order: mending one never brings up an earlier one', () => {
    fc.assert(
      fc.property(anyScene, ({ units, incident }) => {
        const context = { incident, atMs: AT_MS, config: RANKING_CONFIG, byRoad: true };
        for (const unit of units) {
          const rule = eligibility(unit, context);
          if (rule === null) continue;
          const mended = eligibility(mend(unit, rule), {
            ...context,
            incident: mendIncident(incident, rule),
          });
          if (mended === null) continue;
          expect(EXCLUSION_ORDER.indexOf(mended)).toBeGreaterThan(EXCLUSION_ORDER.indexOf(rule));
        }
      }),
    );
  });
});

/** The unit without what the rule objects to. */
function mend(unit: RankingUnit, rule: ExclusionRule): RankingUnit {
  const free = freeUnit(unit.slot);
  const mends: Partial<Record<ExclusionRule, Partial<RankingUnit>>> = {
    EMERGENCY: { emergency: false, statusCode: 2 },
    STATUS_NOT_DEPLOYABLE: { statusCode: 2 },
    NO_CREW: { crewSize: 1 },
    ASSIGNED_THIS_INCIDENT: { assignment: null, statusCode: 2 },
    ASSIGNED_NOT_DIVERTABLE: { assignment: null, statusCode: 2 },
    SKILL_MISSING: { skills: [{ code: 'AFO', expiresAtMs: null }] },
    SKILL_EXPIRED: { skills: [{ code: 'AFO', expiresAtMs: null }] },
    DRIVER_NOT_TRAINED: { driverLevel: 'advanced', driverExpiresAtMs: null },
    NO_POSITION: { fix: free.fix },
    POSITION_IN_FUTURE: { fix: free.fix },
    POSITION_TOO_OLD: { fix: free.fix },
    OFF_NETWORK: { place: free.place },
  };
  return { ...unit, ...mends[rule] };
}

function mendIncident(incident: RankingIncident, rule: ExclusionRule): RankingIncident {
  return rule === 'REFUSED_THIS_INCIDENT' ? { ...incident, refusedUnitIds: [] } : incident;
}
