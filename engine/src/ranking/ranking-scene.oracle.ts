import fc from 'fast-check';
import type { DriverLevel, Grade, UnitKind } from '@muster/contracts';
import type { RankingIncident, RankingUnit } from './ranking-input.js';
import { rank } from './rank.js';
import { RANKING_CONFIG } from './ranking-config.js';
import { costOf } from './cost.js';
import { driverProfile, eligibility, isOffDuty } from './eligibility.js';
import { knownTimes } from './unit-search-port.js';

/** Test support: random scenes, and the ranking by brute force. */
export const AT_MS = Date.parse('2026-11-24T20:00:00.000Z');
const INCIDENT_ID = '00000000-0000-4000-8000-00000000beef';

export interface Scene {
  readonly incident: RankingIncident;
  readonly units: readonly RankingUnit[];
  /** Slots that are missing cannot get there. */
  readonly roadMs: ReadonlyMap<number, number>;
}

export function unitId(n: number): string {
  // ids that do not sort like the numbers they come from
  const mixed = ((n + 1) * 2654435761) >>> 0;
  return `${mixed.toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A unit that is free, fresh and near: the base of single-rule tests. */
export function freeUnit(slot: number, change: Partial<RankingUnit> = {}): RankingUnit {
  return {
    id: unitId(slot),
    slot,
    callSign: `R${slot}`,
    kind: 'response',
    statusCode: 2,
    emergency: false,
    crewSize: 2,
    driverLevel: 'response',
    driverExpiresAtMs: null,
    skills: [],
    shiftEndsAtMs: null,
    assignment: null,
    fix: { lat: 52.48, lon: -1.9, fixAtMs: AT_MS - 5000, accuracyM: 8 },
    place: { arc: slot, offsetMm: 0, oppositeArc: -1, oppositeOffsetMm: 0 },
    jobsThisShift: 0,
    coverageMs: 0,
    ...change,
  };
}

export function incidentOf(change: Partial<RankingIncident> = {}): RankingIncident {
  return {
    id: INCIDENT_ID,
    version: 3,
    grade: 'P1',
    targetAtMs: AT_MS + 800_000,
    point: { lat: 52.49, lon: -1.89 },
    requirement: { units: 1, skills: [], kinds: [] },
    refusedUnitIds: [],
    ...change,
  };
}

const grade = fc.constantFrom<Grade>('P1', 'P2', 'P3', 'P4');
const skill = fc.record({
  code: fc.constantFrom('AFO', 'STO'),
  expiresAtMs: fc.constantFrom(null, AT_MS - 1, AT_MS + 1),
});

function anyUnit(slot: number): fc.Arbitrary<RankingUnit> {
  return fc
    .record({
      kind: fc.constantFrom<UnitKind>('response', 'dog'),
      statusCode: fc.constantFrom(0, 1, 2, 2, 2, 3, 4, 5, 6, 7, 8, 11),
      crewSize: fc.constantFrom(0, 1, 2, 2),
      driverLevel: fc.constantFrom<DriverLevel>('none', 'standard', 'response', 'advanced'),
      driverExpiresAtMs: fc.constantFrom(null, null, AT_MS, AT_MS + 1),
      skills: fc.array(skill, { maxLength: 2 }),
      shiftEndsAtMs: fc.constantFrom(null, AT_MS + 60_000, AT_MS + 7_200_000),
      assignment: fc.oneof(
        fc.constant(null),
        fc.record({
          incidentId: fc.constantFrom(INCIDENT_ID, unitId(9999)),
          grade: fc.option(grade),
          onScene: fc.boolean(),
        }),
      ),
      ageMs: fc.constantFrom(-120_001, -500, 0, 30_000, 100_000, 600_000, 600_001),
      accuracyM: fc.constantFrom(null, 5, 80.5),
      fixed: fc.constantFrom(true, true, true, false),
      placed: fc.constantFrom(true, true, true, false),
      jobsThisShift: fc.integer({ min: 0, max: 20 }),
      coverageMs: fc.constantFrom(0, 0, 45_000),
      lat: fc.integer({ min: 524_000_000, max: 526_000_000 }),
    })
    .map(({ ageMs, accuracyM, fixed, placed, lat, ...rest }) =>
      freeUnit(slot, {
        ...rest,
        emergency: rest.statusCode === 0,
        fix: fixed ? { lat: lat / 1e7, lon: -1.9, fixAtMs: AT_MS - ageMs, accuracyM } : null,
        ...(placed && fixed ? {} : { place: null }),
      }),
    );
}

/** Scenes of up to 40 units with ties, unreachable units and every rule. */
export const anyScene: fc.Arbitrary<Scene> = fc.integer({ min: 0, max: 40 }).chain((count) =>
  fc
    .record({
      units: fc.tuple(...Array.from({ length: count }, (_, slot) => anyUnit(slot))),
      times: fc.array(
        fc.oneof(
          fc.constant(-1),
          fc.integer({ min: 0, max: 20 }),
          fc.integer({ min: 0, max: 2000 }),
        ),
        { minLength: count, maxLength: count },
      ),
      grade: fc.option(grade),
      leftMs: fc.constantFrom(-1, 100_000, 900_000),
      units_: fc.integer({ min: 1, max: 8 }),
      skills: fc.constantFrom<string[]>([], [], ['AFO']),
      refused: fc.integer({ min: 0, max: 60 }),
    })
    .map(({ units, times, leftMs, refused, ...given }) => ({
      units,
      roadMs: new Map(
        times.flatMap((t, slot): [number, number][] => (t < 0 ? [] : [[slot, t * 1000]])),
      ),
      incident: incidentOf({
        grade: given.grade,
        targetAtMs: given.grade ? AT_MS + leftMs : null,
        requirement: { units: given.units_, skills: given.skills, kinds: [] },
        refusedUnitIds: [unitId(refused)],
      }),
    })),
);

export function rankScene(scene: Scene): ReturnType<typeof rank> {
  const { incident, units, roadMs } = scene;
  return rank({ incident, units, search: knownTimes(roadMs), atMs: AT_MS, config: RANKING_CONFIG });
}

/** Costs every eligible unit that can get there, sorts all of them, and cuts at k. */
export function bruteForce(scene: Scene): { id: string; costMs: number; roadMs: number }[] {
  const { incident, units, roadMs } = scene;
  const context = { incident, atMs: AT_MS, config: RANKING_CONFIG };
  const sent = units.filter((unit) => unit.assignment?.incidentId === incident.id).length;
  return units
    .filter((unit) => !isOffDuty(unit) && eligibility(unit, { ...context, byRoad: true }) === null)
    .filter((unit) => driverProfile(unit, AT_MS) !== null && roadMs.has(unit.slot))
    .map((unit) => {
      const ms = roadMs.get(unit.slot) ?? 0;
      return { id: unit.id, roadMs: ms, costMs: costOf(unit, ms, context).costMs };
    })
    .sort((a, b) => a.costMs - b.costMs || (a.id < b.id ? -1 : 1))
    .slice(0, Math.max(RANKING_CONFIG.k, incident.requirement.units - sent));
}
