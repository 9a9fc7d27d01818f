import { exclusionRuleSchema, type Exclusion, type ExclusionRule } from '@muster/contracts';
import { greatCircleM, toE7 } from '../roads/great-circle.js';
import type { RankingIncident, RankingUnit } from './ranking-input.js';
import type { CostedUnit } from './ranking.js';

/** The rules in the order in which they apply. */
export const EXCLUSION_ORDER: readonly ExclusionRule[] = exclusionRuleSchema.options;

/** A list longer than this helps nobody. */
const NEARER_SHOWN = 10;
/** A degree of latitude, a little shorter than it is, so that it is a lower bound. */
const DEGREE_M = 111_000;

interface NearUnit {
  readonly unit: RankingUnit;
  readonly rule: ExclusionRule;
  readonly metres: number;
}

/** Units that must still be sent, those on their way counted. */
export function unitsStillNeeded(incident: RankingIncident, units: readonly RankingUnit[]): number {
  let sent = 0;
  for (const { assignment } of units) if (assignment?.incidentId === incident.id) sent++;
  return Math.max(0, incident.requirement.units - sent);
}

/**
 * Units on duty that are nearer by straight line than the farthest candidate and are not offered,
 * nearest first. Those that were reached but cost more than the last candidate are `BEYOND_BOUND`.
 */
export function nearerExcluded(
  { point }: RankingIncident,
  candidates: readonly CostedUnit[],
  rules: ReadonlyMap<RankingUnit, ExclusionRule>,
  reached: readonly CostedUnit[],
): Exclusion[] {
  if (point === null) return [];
  const [latE7, lonE7] = [toE7(point.lat), toE7(point.lon)];
  const distanceM = ({ fix }: RankingUnit): number =>
    fix ? greatCircleM(toE7(fix.lat), toE7(fix.lon), latE7, lonE7) : Infinity;
  const offered = new Set(candidates.map(({ unit }) => unit));
  let limitM =
    candidates.length > 0
      ? Math.max(0, ...candidates.map(({ unit }) => distanceM(unit)))
      : Number.MAX_VALUE;
  const near: NearUnit[] = [];
  const look = (unit: RankingUnit, rule: ExclusionRule): void => {
    // as far north or south alone: no need for the sines of thousands of units
    if (!unit.fix || Math.abs(unit.fix.lat - point.lat) * DEGREE_M > limitM + 1) return;
    const metres = Math.round(distanceM(unit));
    if (metres > limitM) return;
    keepNearest(near, { unit, rule, metres });
    // with enough of them, only what is nearer than the last still matters
    if (near.length === NEARER_SHOWN) limitM = Math.min(limitM, near.at(-1)?.metres ?? limitM);
  };
  for (const [unit, rule] of rules) look(unit, rule);
  for (const { unit } of reached) if (!offered.has(unit)) look(unit, 'BEYOND_BOUND');
  return near.map(({ unit, rule, metres }) => ({
    unitId: unit.id,
    callSign: unit.callSign,
    rule,
    straightLineM: metres,
  }));
}

/** Puts a unit in its place among the nearest, by distance and then id, and drops the last beyond the limit. */
function keepNearest(near: NearUnit[], one: NearUnit): void {
  let at = near.length;
  while (at > 0 && isNearer(one, near[at - 1] as NearUnit)) at--;
  near.splice(at, 0, one);
  if (near.length > NEARER_SHOWN) near.pop();
}

function isNearer(a: NearUnit, b: NearUnit): boolean {
  return a.metres === b.metres ? a.unit.id < b.unit.id : a.metres < b.metres;
}

/** The rules that kept units back, in their order, when too few can be offered. */
export function shortfallOf(rules: ReadonlyMap<RankingUnit, ExclusionRule>): ExclusionRule[] {
  const present = new Set(rules.values());
  present.delete('ASSIGNED_THIS_INCIDENT');
  // nobody on duty leaves no unit to name a rule for
  if (present.size === 0) return ['STATUS_NOT_DEPLOYABLE'];
  return EXCLUSION_ORDER.filter((rule) => present.has(rule));
}
