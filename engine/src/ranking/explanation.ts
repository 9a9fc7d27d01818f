import { exclusionRuleSchema, type Exclusion, type ExclusionRule } from '@muster/contracts';
import { greatCircleM, toE7 } from '../roads/great-circle.js';
import type { RankingIncident, RankingUnit } from './ranking-input.js';
import type { CostedUnit } from './ranking.js';

/** The rules in the order in which they apply. */
export const EXCLUSION_ORDER: readonly ExclusionRule[] = exclusionRuleSchema.options;

/** A list longer than this helps nobody. */
const NEARER_SHOWN = 10;

/** Units that must still be sent, those on their way counted. */
export function unitsStillNeeded(incident: RankingIncident, units: readonly RankingUnit[]): number {
  const sent = units.filter(({ assignment }) => assignment?.incidentId === incident.id).length;
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
  const distanceM = ({ fix }: RankingUnit): number =>
    fix ? greatCircleM(toE7(fix.lat), toE7(fix.lon), toE7(point.lat), toE7(point.lon)) : Infinity;
  const offered = new Set(candidates.map(({ unit }) => unit));
  const limitM = Math.max(0, ...candidates.map(({ unit }) => distanceM(unit)));
  const left: [RankingUnit, ExclusionRule][] = [
    ...rules,
    ...reached
      .filter(({ unit }) => !offered.has(unit))
      .map(({ unit }): [RankingUnit, ExclusionRule] => [unit, 'BEYOND_BOUND']),
  ];
  return left
    .map(([unit, rule]) => ({ unit, rule, metres: Math.round(distanceM(unit)) }))
    .filter(({ metres }) => (candidates.length > 0 ? metres <= limitM : metres < Infinity))
    .sort((a, b) => a.metres - b.metres || (a.unit.id < b.unit.id ? -1 : 1))
    .slice(0, NEARER_SHOWN)
    .map(({ unit, rule, metres }) => ({
      unitId: unit.id,
      callSign: unit.callSign,
      rule,
      straightLineM: metres,
    }));
}

/** The rules that kept units back, in their order, when too few can be offered. */
export function shortfallOf(rules: ReadonlyMap<RankingUnit, ExclusionRule>): ExclusionRule[] {
  const present = new Set(rules.values());
  present.delete('ASSIGNED_THIS_INCIDENT');
  // nobody on duty leaves no unit to name a rule for
  if (present.size === 0) return ['STATUS_NOT_DEPLOYABLE'];
  return EXCLUSION_ORDER.filter((rule) => present.has(rule));
}
