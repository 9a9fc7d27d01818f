import type { Grade, UnitView } from '@muster/contracts';
import { RANKING_CONFIG } from '@muster/engine';

/** A fix as the journal tells it. */
export interface JournalFix {
  readonly lat: number;
  readonly lon: number;
  readonly fixAtMs: number;
  readonly accuracyM: number | null;
}

export type JournalUnit = UnitView & { readonly slot: number };

export interface JournalQuery {
  readonly atMs: number;
  readonly k: number;
  readonly grade: Grade;
  readonly targetAtMs: number;
  readonly point: { lat: number; lon: number };
  readonly skills: readonly string[];
  readonly method: string;
  readonly answer: readonly (readonly [slot: number, roadMs: number, costMs: number])[];
}

const AVAILABLE_CODES = [2, 3];

/**
 * May the unit be offered? Only for the scenes of the benchmark: nobody is assigned, refused, off duty
 * or in emergency, and the incident takes standard drivers.
 */
export function isOffered(unit: JournalUnit, fix: JournalFix, query: JournalQuery): boolean {
  const holds = (code: string): boolean =>
    unit.skills.some(
      (skill) =>
        skill.code === code &&
        (skill.expiresAt === null || Date.parse(skill.expiresAt) > query.atMs),
    );
  const ageMs = query.atMs - fix.fixAtMs;
  return (
    AVAILABLE_CODES.includes(unit.statusCode) &&
    unit.crewSize > 0 &&
    unit.driverLevel !== 'none' &&
    query.skills.every(holds) &&
    ageMs <= 600_000 &&
    ageMs >= -120_000
  );
}

/** Blue lights for crews that are trained for them: 1, else 0. */
export function profileOf(unit: JournalUnit, atMs: number): 0 | 1 {
  const trained = unit.driverLevel === 'response' || unit.driverLevel === 'advanced';
  const valid = unit.driverExpiresAt === null || Date.parse(unit.driverExpiresAt) > atMs;
  return trained && valid ? 1 : 0;
}

/** The cost of a unit, written down again from the description of the terms; whole ms. */
export function oracleCostMs(
  unit: JournalUnit,
  fix: JournalFix,
  { roadMs, query }: { roadMs: number; query: JournalQuery },
): number {
  const { mobiliseMs, mobiliseOtherMs, fixAge, fixAccuracy, lateMs, rest } = RANKING_CONFIG;
  const ageMs = Math.max(0, query.atMs - fix.fixAtMs);
  const staleMs = Math.max(0, ageMs - 180_000);
  const ageTerm = Math.floor(
    ((ageMs - staleMs) * fixAge.ageingPermille + staleMs * fixAge.stalePermille) / 1000,
  );
  const metres = Math.min(Math.ceil(fix.accuracyM ?? fixAccuracy.unknownM), fixAccuracy.limitM);
  const accuracyTerm = Math.max(0, metres - fixAccuracy.freeM) * fixAccuracy.msPerM;
  const expected =
    roadMs + (mobiliseMs[unit.statusCode] ?? mobiliseOtherMs) + ageTerm + accuracyTerm;
  const late = 1000 - chancePermille(expected, query.targetAtMs - query.atMs);
  const endsInMs = unit.shiftEndsAt === null ? Infinity : Date.parse(unit.shiftEndsAt) - query.atMs;
  const restTerm = endsInMs < rest.endOfShiftWithinMs ? rest.endOfShiftMs : 0;
  return expected + Math.round((lateMs[query.grade] * late) / 1000) + restTerm;
}

/** From the table of chances, straight between its points, towards zero. */
function chancePermille(expectedMs: number, leftMs: number): number {
  if (leftMs <= 0) return 0;
  const at = Math.floor((expectedMs * 1000) / leftMs);
  const table = RANKING_CONFIG.arrivalChance;
  const above = table.findIndex(([ratio]) => ratio > at);
  if (above < 0) return table.at(-1)?.[1] ?? 0;
  const [x0, y0] = table[Math.max(0, above - 1)] ?? [0, 0];
  const [x1, y1] = table[above] ?? [0, 0];
  return x1 === x0 ? y0 : y0 + Math.trunc(((y1 - y0) * (at - x0)) / (x1 - x0));
}
