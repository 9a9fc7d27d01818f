import type { BaseState, Grade, StatusCode } from '@muster/contracts';
import { contentHash } from '../roads/content-hash.js';

/** Everything a ranking depends on besides facts: weights, delays and limits as data. Times in whole ms. */
export interface RankingConfig {
  readonly version: string;
  /** How many units are offered. */
  readonly k: number;
  /** From order to wheels rolling, by status code; `mobiliseOtherMs` for codes not listed. Assumed. */
  readonly mobiliseMs: Readonly<Partial<Record<StatusCode, number>>>;
  readonly mobiliseOtherMs: number;
  /** Base states that may be offered, and the grades that may recall each; absent: never. */
  readonly offerable: Readonly<Partial<Record<BaseState, readonly Grade[]>>>;
  /** Age of a fix: up to `freshMs` fresh, then ageing, then stale, and beyond `staleMs` not offered. */
  readonly freshness: {
    readonly freshMs: number;
    readonly ageingMs: number;
    readonly staleMs: number;
    readonly futureMs: number;
  };
  /**
   * A unit may have driven away since its fix, never nearer than the cost assumes: this share of the
   * fix's age is added, one share up to `ageingMs` and another for what is beyond.
   */
  readonly fixAge: { readonly ageingPermille: number; readonly stalePermille: number };
  /** Metres of reported accuracy beyond `freeM` cost `msPerM`; a missing accuracy counts as `unknownM`. */
  readonly fixAccuracy: {
    readonly freeM: number;
    readonly msPerM: number;
    readonly unknownM: number;
    readonly limitM: number;
  };
  /** Cost of certainly missing the target, by grade; scaled by 1 − P(arrive in target). */
  readonly lateMs: Readonly<Record<Grade, number>>;
  /**
   * P(arrive in target) in permille by (expected time ÷ time left) in permille: ascending pairs,
   * straight lines between them.
   */
  readonly arrivalChance: readonly (readonly [ratioPermille: number, chancePermille: number])[];
  /** Cost of taking a unit off an incident of a grade. */
  readonly preEmptionMs: Readonly<Record<Grade, number>>;
  readonly rest: {
    readonly refreshmentsMs: number;
    readonly endOfShiftMs: number;
    readonly endOfShiftWithinMs: number;
  };
  readonly workload: { readonly perJobMs: number; readonly limitMs: number };
}

/**
 * Lognormal journey times with median at the expected time and sigma 0.30, tabulated so that every
 * machine computes the same integers. Sigma is assumed until calibrated on own arrivals.
 */
const ARRIVAL_CHANCE: RankingConfig['arrivalChance'] = [
  [0, 1000],
  [300, 1000],
  [400, 999],
  [500, 990],
  [600, 956],
  [700, 883],
  [800, 772],
  [900, 637],
  [1000, 500],
  [1100, 375],
  [1200, 272],
  [1300, 191],
  [1500, 88],
  [1750, 31],
  [2000, 10],
  [2500, 1],
  [3000, 0],
];

const ALL: readonly Grade[] = ['P1', 'P2', 'P3', 'P4'];

/** The shipped configuration. Weights are policy and assumed; a force replaces them. */
export const RANKING_CONFIG: RankingConfig = {
  version: '1',
  k: 5,
  mobiliseMs: { 1: 120_000, 2: 10_000, 3: 60_000, 4: 120_000, 5: 15_000, 7: 45_000 },
  mobiliseOtherMs: 60_000,
  offerable: {
    booking_on: ALL,
    available: ALL,
    refreshments: ['P1'],
    en_route: ALL,
    committed_deployable: ALL,
  },
  freshness: { freshMs: 60_000, ageingMs: 180_000, staleMs: 600_000, futureMs: 120_000 },
  fixAge: { ageingPermille: 500, stalePermille: 1000 },
  fixAccuracy: { freeM: 25, msPerM: 100, unknownM: 50, limitM: 2000 },
  lateMs: { P1: 600_000, P2: 300_000, P3: 60_000, P4: 0 },
  arrivalChance: ARRIVAL_CHANCE,
  preEmptionMs: { P1: 1_800_000, P2: 240_000, P3: 120_000, P4: 60_000 },
  rest: { refreshmentsMs: 120_000, endOfShiftMs: 120_000, endOfShiftWithinMs: 1_800_000 },
  workload: { perJobMs: 2_000, limitMs: 30_000 },
};

/** Hash of a value's JSON with sorted keys, 16 hex digits: equal content, equal hash. */
export function hashOf(value: unknown): string {
  const text = canonicalJson(value);
  const words = new Uint16Array(text.length + (text.length % 2));
  for (let i = 0; i < text.length; i++) words[i] = text.charCodeAt(i);
  return contentHash(words.buffer, 0, words.byteLength);
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}
