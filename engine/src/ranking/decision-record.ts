import type { ExclusionRule, Grade, Requirement, UnitKind } from '@muster/contracts';
import { driverLevelSchema, unitKindSchema } from '@muster/contracts';
import { toE7 } from '../roads/great-circle.js';
import type { RoadPlace } from '../roads/road-graph.js';
import { encodeBits } from './bitmap.js';
import { EXCLUSION_ORDER } from './explanation.js';
import type { RankingIncident, RankingUnit } from './ranking-input.js';
import type { CostedUnit, Ranking } from './ranking.js';
import { numbersIn, type Roster } from './roster.js';

export const DECISION_FORMAT = 1;

/** What a reached unit's row holds, in this order. Times are ms relative to the time of the ranking. */
export const REACHED_COLUMNS = [
  'unit',
  'status',
  'crew',
  'kind',
  'driver',
  'driverExpires',
  'shiftEnds',
  'fixAge',
  'accuracyM',
  'latE7',
  'lonE7',
  'place',
  'assignment',
  'jobs',
  'coverage',
  'skills',
  'profile',
  'terms',
  'chance',
] as const;

type PlaceRow = [arc: number, offsetMm: number, oppositeArc: number, oppositeOffsetMm: number];

export type ReachedRow = [
  unit: number,
  status: number,
  crew: number,
  kind: number,
  driver: number,
  driverExpires: number | null,
  shiftEnds: number | null,
  fixAge: number,
  accuracyM: number | null,
  latE7: number,
  lonE7: number,
  place: PlaceRow | null,
  assignment: [incidentId: string, grade: Grade | null] | null,
  jobs: number,
  coverage: number,
  skills: [code: string, expires: number | null][],
  profile: 0 | 1,
  terms: number[],
  chance: number,
];

/** Hashes of all that a ranking was computed from besides the facts of the moment. */
export interface DecisionHashes {
  readonly graph: string;
  readonly profile: string;
  readonly config: string;
  readonly roster: string;
}

/**
 * A ranking as it was shown, with what is needed to compute it again. Units are named by their
 * place in the roster, which is sorted by id and stored once by its hash; so order in the roster
 * is order by id. No personal data: call signs, names and crews are not in it.
 */
export interface DecisionRecord {
  readonly format: typeof DECISION_FORMAT;
  readonly atMs: number;
  readonly incident: {
    readonly id: string;
    readonly version: number;
    readonly grade: Grade | null;
    readonly targetAtMs: number | null;
    readonly pointE7: readonly [lat: number, lon: number] | null;
    readonly place: PlaceRow | null;
    readonly requirement: Requirement;
    readonly refused: readonly number[];
    /** Units on their way or there already. */
    readonly sent: readonly number[];
  };
  readonly method: Ranking['method'];
  readonly k: number;
  /** Event sequence the picture had reached, and how old the newest fix in it was. */
  readonly seq: number;
  readonly pictureAgeMs: number;
  readonly hashes: DecisionHashes;
  /** Closures in force, by id. */
  readonly closures: readonly string[];
  readonly counts: Ranking['counts'];
  readonly boundMs: number | null;
  readonly columns: readonly string[];
  readonly reached: readonly ReachedRow[];
  /** Roster numbers in rank order. */
  readonly ranked: readonly number[];
  /** Everyone else on duty: a bitmap over the roster by rule. */
  readonly rules: Readonly<Partial<Record<ExclusionRule, string>>>;
  readonly nearer: readonly (readonly [
    unit: number,
    rule: ExclusionRule,
    straightLineM: number | null,
  ])[];
}

export interface DecisionFacts {
  readonly ranking: Ranking;
  readonly incident: RankingIncident;
  /** Where the incident is on the network; null for a ranking by estimate or none. */
  readonly target: RoadPlace | null;
  /** Must hold every unit of the ranking. */
  readonly roster: Roster;
  /** By slot: the unit's number in the roster. Saves a look-up by id for each of thousands of units. */
  readonly numberBySlot?: Int32Array;
  readonly sentUnitIds: readonly string[];
  readonly atMs: number;
  readonly seq: number;
  readonly pictureAgeMs: number;
  readonly hashes: Omit<DecisionHashes, 'roster'>;
  readonly closures: readonly string[];
}

/** Makes the record of a ranking; plain JSON, small, and complete for `replayDecision`. */
export function decisionRecord(facts: DecisionFacts): DecisionRecord {
  const { ranking, incident, roster, atMs } = facts;
  const numbers = numbersIn(roster);
  const numberOf = (id: string): number => {
    const number = numbers.get(id);
    if (number === undefined) throw new Error(`unit ${id} is not in the roster`);
    return number;
  };
  const { numberBySlot } = facts;
  const numberOfUnit = ({ id, slot }: RankingUnit): number => numberBySlot?.[slot] ?? numberOf(id);
  const known = (ids: readonly string[]): number[] =>
    ids.flatMap((id) => numbers.get(id) ?? []).sort((a, b) => a - b);
  return {
    format: DECISION_FORMAT,
    atMs,
    incident: {
      id: incident.id,
      version: incident.version,
      grade: incident.grade,
      targetAtMs: incident.targetAtMs,
      pointE7: incident.point && [toE7(incident.point.lat), toE7(incident.point.lon)],
      place: facts.target && placeRow(facts.target),
      requirement: incident.requirement,
      refused: known(incident.refusedUnitIds),
      sent: known(facts.sentUnitIds),
    },
    method: ranking.method,
    k: ranking.k,
    seq: facts.seq,
    pictureAgeMs: facts.pictureAgeMs,
    hashes: { ...facts.hashes, roster: roster.hash },
    closures: [...facts.closures].sort(),
    counts: ranking.counts,
    boundMs: ranking.boundMs,
    columns: REACHED_COLUMNS,
    reached: ranking.reached.map((costed) => reachedRow(costed, numberOf, facts)),
    ranked: ranking.candidates.map(({ unit }) => numberOf(unit.id)),
    rules: ruleBitmaps(ranking.rules, numberOfUnit, roster.unitIds.length),
    nearer: ranking.nearerExcluded.map(({ unitId, rule, straightLineM }) => [
      numberOf(unitId),
      rule,
      straightLineM,
    ]),
  };
}

function placeRow(place: RoadPlace): PlaceRow {
  return [place.arc, place.offsetMm, place.oppositeArc, place.oppositeOffsetMm];
}

function reachedRow(
  { unit, profile, termMs, chancePermille }: CostedUnit,
  numberOf: (id: string) => number,
  { atMs, incident }: DecisionFacts,
): ReachedRow {
  if (!unit.fix) throw new Error(`unit ${unit.id} was reached without a fix`);
  const fromNow = (ms: number | null): number | null => (ms === null ? null : ms - atMs);
  const { assignment, place } = unit;
  return [
    numberOf(unit.id),
    unit.statusCode,
    unit.crewSize,
    unitKindSchema.options.indexOf(unit.kind),
    driverLevelSchema.options.indexOf(unit.driverLevel),
    fromNow(unit.driverExpiresAtMs),
    fromNow(unit.shiftEndsAtMs),
    atMs - unit.fix.fixAtMs,
    unit.fix.accuracyM,
    toE7(unit.fix.lat),
    toE7(unit.fix.lon),
    place && placeRow(place),
    assignment && [assignment.incidentId, assignment.grade],
    unit.jobsThisShift,
    unit.coverageMs,
    unit.skills
      .filter(({ code }) => incident.requirement.skills.includes(code))
      .map(({ code, expiresAtMs }) => [code, fromNow(expiresAtMs)]),
    profile === 'response' ? 1 : 0,
    [...termMs],
    chancePermille,
  ];
}

function ruleBitmaps(
  rules: Ranking['rules'],
  numberOf: (unit: RankingUnit) => number,
  size: number,
): DecisionRecord['rules'] {
  const numbersByRule = new Map<ExclusionRule, number[]>();
  for (const [unit, rule] of rules) {
    const numbers = numbersByRule.get(rule);
    if (numbers) numbers.push(numberOf(unit));
    else numbersByRule.set(rule, [numberOf(unit)]);
  }
  const bitmaps: Partial<Record<ExclusionRule, string>> = {};
  for (const rule of EXCLUSION_ORDER) {
    const numbers = numbersByRule.get(rule);
    if (numbers) bitmaps[rule] = encodeBits(numbers, size);
  }
  return bitmaps;
}

/** The kind a row names. */
export function kindOfRow(row: ReachedRow): UnitKind {
  const kind = unitKindSchema.options[row[3]];
  if (!kind) throw new Error(`no unit kind ${row[3]}`);
  return kind;
}
