import type { ExclusionRule } from '@muster/contracts';
import { gradeRule, statusRule } from '@muster/contracts';
import type { SpeedProfile } from '../roads/speed-table.js';
import type { RankingConfig } from './ranking-config.js';
import type { RankingIncident, RankingUnit } from './ranking-input.js';

export interface EligibilityContext {
  readonly incident: RankingIncident;
  readonly atMs: number;
  readonly config: RankingConfig;
  /** True for a ranking by road, where a unit off the network has no answer. */
  readonly byRoad: boolean;
}

type Test = (unit: RankingUnit, context: EligibilityContext) => boolean;

/** Tests in the order of the rules: the first that is true excludes the unit. */
const TESTS: readonly (readonly [ExclusionRule, Test])[] = [
  ['EMERGENCY', (unit) => unit.emergency],
  ['STATUS_NOT_DEPLOYABLE', isNotDeployable],
  ['NO_CREW', (unit) => unit.crewSize < 1],
  [
    'ASSIGNED_THIS_INCIDENT',
    ({ assignment }, { incident }) => assignment?.incidentId === incident.id,
  ],
  ['ASSIGNED_NOT_DIVERTABLE', isNotDivertable],
  ['REFUSED_THIS_INCIDENT', ({ id }, { incident }) => incident.refusedUnitIds.includes(id)],
  ['KIND_NOT_SUITABLE', isOfWrongKind],
  ['SKILL_MISSING', lacksSkill],
  ['SKILL_EXPIRED', hasExpiredSkill],
  ['DRIVER_NOT_TRAINED', lacksDriver],
  ['NO_POSITION', ({ fix }) => fix === null],
  [
    'POSITION_IN_FUTURE',
    ({ fix }, { atMs, config }) => fixAgeMs(fix, atMs) < -config.freshness.futureMs,
  ],
  [
    'POSITION_TOO_OLD',
    ({ fix }, { atMs, config }) => fixAgeMs(fix, atMs) > config.freshness.staleMs,
  ],
  ['OFF_NETWORK', ({ place }, { byRoad }) => byRoad && place === null],
];

/** The first rule that keeps a unit out of a ranking, before any road is searched; null when none does. */
export function eligibility(unit: RankingUnit, context: EligibilityContext): ExclusionRule | null {
  for (const [rule, excludes] of TESTS) if (excludes(unit, context)) return rule;
  return null;
}

/**
 * The speed profile a crew may drive under at a time: blue-light training that has lapsed leaves
 * standard driving. Null: nobody can drive.
 */
export function driverProfile(unit: RankingUnit, atMs: number): SpeedProfile | null {
  if (unit.driverLevel === 'none') return null;
  if (unit.driverLevel === 'standard') return 'standard';
  const valid = unit.driverExpiresAtMs === null || unit.driverExpiresAtMs > atMs;
  return valid ? 'response' : 'standard';
}

export function isOffDuty(unit: RankingUnit): boolean {
  return !unit.emergency && statusRule(unit.statusCode).base === 'off_duty';
}

function isNotDeployable(unit: RankingUnit, { incident, config }: EligibilityContext): boolean {
  const base = statusRule(unit.statusCode).base;
  // a unit on an assignment is judged by the assignment, which says more than its status
  if (unit.assignment && base !== 'off_duty' && base !== 'emergency') return false;
  const grades = base === null ? undefined : config.offerable[base];
  if (!grades || base === 'en_route') return true;
  return incident.grade === null ? grades.length < 4 : !grades.includes(incident.grade);
}

function isNotDivertable({ assignment }: RankingUnit, { incident }: EligibilityContext): boolean {
  if (assignment === null) return false;
  if (assignment.onScene || assignment.grade === null || incident.grade === null) return true;
  return !gradeRule(incident.grade).mayDivertFrom.includes(assignment.grade);
}

function isOfWrongKind({ kind }: RankingUnit, { incident }: EligibilityContext): boolean {
  const { kinds } = incident.requirement;
  return kinds.length > 0 && !kinds.includes(kind);
}

function lacksSkill({ skills }: RankingUnit, { incident }: EligibilityContext): boolean {
  return incident.requirement.skills.some((code) => !skills.some((skill) => skill.code === code));
}

function hasExpiredSkill({ skills }: RankingUnit, { incident, atMs }: EligibilityContext): boolean {
  return incident.requirement.skills.some(
    (code) =>
      !skills.some(
        (skill) => skill.code === code && (skill.expiresAtMs === null || skill.expiresAtMs > atMs),
      ),
  );
}

function lacksDriver(unit: RankingUnit, { incident, atMs }: EligibilityContext): boolean {
  const profile = driverProfile(unit, atMs);
  if (profile === null) return true;
  if (profile === 'response' || incident.grade === null) return false;
  return !gradeRule(incident.grade).standardDriversAllowed;
}

function fixAgeMs(fix: RankingUnit['fix'], atMs: number): number {
  return fix === null ? 0 : atMs - fix.fixAtMs;
}
