import type { CostTerm, CostTermCode, Freshness } from '@muster/contracts';
import { statusRule } from '@muster/contracts';
import type { RankingConfig } from './ranking-config.js';
import type { RankingIncident, RankingUnit } from './ranking-input.js';

/** The order in which terms are listed and stored. */
export const COST_ORDER: readonly CostTermCode[] = [
  'ROAD',
  'MOBILISE',
  'FIX_AGE',
  'FIX_ACCURACY',
  'LATE_RISK',
  'PRE_EMPTION',
  'COVERAGE',
  'REST',
  'WORKLOAD',
];

export interface CostContext {
  readonly incident: RankingIncident;
  readonly atMs: number;
  readonly config: RankingConfig;
}

export interface UnitCostDetail {
  /** Sum of the terms; never below the road time. */
  readonly costMs: number;
  /** By `COST_ORDER`, whole ms, each >= 0. */
  readonly termMs: readonly number[];
  readonly etaMs: number;
  readonly fixAgeMs: number;
  readonly freshness: Freshness;
  /** P(arrive in target), permille. */
  readonly chancePermille: number;
}

/** Cost of sending an eligible unit that has a fix and needs `roadMs` by road. */
export function costOf(unit: RankingUnit, roadMs: number, context: CostContext): UnitCostDetail {
  const { incident, atMs, config } = context;
  if (!unit.fix) throw new Error(`unit ${unit.id} has no fix`);
  const ageMs = Math.max(0, atMs - unit.fix.fixAtMs);
  const mobiliseMs = config.mobiliseMs[unit.statusCode] ?? config.mobiliseOtherMs;
  const fixAgeMs = fixAgeAllowanceMs(ageMs, config);
  const accuracyMs = accuracyAllowanceMs(unit.fix.accuracyM, config);
  const expectedMs = roadMs + mobiliseMs + fixAgeMs + accuracyMs;
  const chancePermille = arrivalChancePermille(expectedMs, incident, context);
  const termMs = [
    roadMs,
    mobiliseMs,
    fixAgeMs,
    accuracyMs,
    lateRiskMs(chancePermille, incident, config),
    preEmptionMs(unit, config),
    unit.coverageMs,
    restMs(unit, atMs, config),
    Math.min(unit.jobsThisShift * config.workload.perJobMs, config.workload.limitMs),
  ];
  return {
    costMs: termMs.reduce((sum, ms) => sum + ms, 0),
    termMs,
    etaMs: roadMs + mobiliseMs,
    fixAgeMs: ageMs,
    freshness: freshnessOf(ageMs, config),
    chancePermille,
  };
}

/** The terms that are not zero, and always the road time. */
export function costTerms(termMs: readonly number[]): CostTerm[] {
  return COST_ORDER.map((code, i) => ({ code, ms: termMs[i] ?? 0 })).filter(
    ({ code, ms }) => ms > 0 || code === 'ROAD',
  );
}

export function freshnessOf(ageMs: number, { freshness }: RankingConfig): Freshness {
  if (ageMs <= freshness.freshMs) return 'fresh';
  return ageMs <= freshness.ageingMs ? 'ageing' : 'stale';
}

/** P(arrive in target) from expected time and time left, permille; certain without a target. */
export function arrivalChancePermille(
  expectedMs: number,
  incident: RankingIncident,
  { atMs, config }: Pick<CostContext, 'atMs' | 'config'>,
): number {
  if (incident.grade === null || incident.targetAtMs === null) return 1000;
  const leftMs = incident.targetAtMs - atMs;
  if (leftMs <= 0) return 0;
  return tableValue(config.arrivalChance, Math.floor((expectedMs * 1000) / leftMs));
}

function tableValue(table: RankingConfig['arrivalChance'], at: number): number {
  let previous = table[0];
  for (const point of table) {
    if (previous && at < point[0]) {
      const rise = (point[1] - previous[1]) * (at - previous[0]);
      return previous[1] + Math.trunc(rise / (point[0] - previous[0]));
    }
    previous = point;
  }
  return previous?.[1] ?? 0;
}

function fixAgeAllowanceMs(ageMs: number, { freshness, fixAge }: RankingConfig): number {
  const ageing = Math.min(ageMs, freshness.ageingMs);
  const stale = Math.max(0, ageMs - freshness.ageingMs);
  return Math.floor((ageing * fixAge.ageingPermille + stale * fixAge.stalePermille) / 1000);
}

function accuracyAllowanceMs(accuracyM: number | null, { fixAccuracy }: RankingConfig): number {
  const metres = Math.min(Math.ceil(accuracyM ?? fixAccuracy.unknownM), fixAccuracy.limitM);
  return Math.max(0, metres - fixAccuracy.freeM) * fixAccuracy.msPerM;
}

function lateRiskMs(
  chancePermille: number,
  { grade }: RankingIncident,
  config: RankingConfig,
): number {
  if (grade === null) return 0;
  return Math.round((config.lateMs[grade] * (1000 - chancePermille)) / 1000);
}

function preEmptionMs({ assignment }: RankingUnit, config: RankingConfig): number {
  return assignment?.grade ? config.preEmptionMs[assignment.grade] : 0;
}

function restMs(unit: RankingUnit, atMs: number, { rest }: RankingConfig): number {
  const resting = statusRule(unit.statusCode).base === 'refreshments' ? rest.refreshmentsMs : 0;
  const ending = unit.shiftEndsAtMs !== null && unit.shiftEndsAtMs - atMs < rest.endOfShiftWithinMs;
  return resting + (ending ? rest.endOfShiftMs : 0);
}
