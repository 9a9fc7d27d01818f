import { distanceM, uuid } from './force.mjs';

let rankings = 0;
const TARGET_S = { P1: 900, P2: 3600, P3: 28_800, P4: 172_800 };

function exclusionOf(unit, incident) {
  const { statusCode, skills } = unit.view;
  if (unit.view.incidentId === incident.id) return 'ASSIGNED_THIS_INCIDENT';
  if (unit.view.assignmentId) return 'ASSIGNED_NOT_DIVERTABLE';
  if (![2, 3, 7].includes(statusCode)) return 'STATUS_NOT_DEPLOYABLE';
  if (incident.requirement.skills.some((code) => !skills.some((held) => held.code === code)))
    return 'SKILL_MISSING';
  if (incident.grade === 'P1' && !['response', 'advanced'].includes(unit.view.driverLevel))
    return 'DRIVER_NOT_TRAINED';
  return null;
}

/** A ranking in the shape of the contract, by straight line × 1.3 at 14 m/s. */
export function rank(world, incident) {
  const nowMs = world.opMs();
  const point = incident.place.point;
  const sorted = point ? byDistance(world.units, incident) : [];
  const offered = sorted.filter((entry) => !entry.rule);
  const candidates = offered
    .map(({ unit, metres }) => candidate(unit, metres, incident, nowMs))
    .sort((a, b) => a.costMs - b.costMs)
    .slice(0, 5);
  candidates.forEach((entry, index) => (entry.rank = index + 1));
  const onDuty = world.units.length;
  rankings += 1;
  return {
    id: uuid(5, rankings),
    incidentId: incident.id,
    incidentVersion: incident.version,
    at: new Date(nowMs).toISOString(),
    seq: world.seq,
    method: point ? 'road' : 'none',
    candidates,
    nearerExcluded: nearerExcluded(sorted, candidates),
    counts: { onDuty, offDuty: 3, eligible: offered.length, reached: offered.length },
    excludedByRule: countByRule(sorted),
    shortfall: candidates.length < incident.requirement.units && point ? ['SKILL_MISSING'] : [],
    hashes: { graph: 'mock', profile: 'mock', config: 'mock', roster: 'mock' },
  };
}

function byDistance(units, incident) {
  return units
    .map((unit) => ({
      unit,
      metres: distanceM(unit.at, incident.place.point),
      rule: exclusionOf(unit, incident),
    }))
    .sort((a, b) => a.metres - b.metres);
}

function nearerExcluded(sorted, candidates) {
  const offered = new Set(candidates.map((entry) => entry.unitId));
  const lastM = sorted.findLast(({ unit }) => offered.has(unit.view.id))?.metres ?? 0;
  return sorted
    .filter((entry) => entry.rule && entry.metres < lastM)
    .slice(0, 12)
    .map(({ unit: { view }, metres, rule }) => ({
      unitId: view.id,
      callSign: view.callSign,
      rule,
      straightLineM: Math.round(metres),
    }));
}

function countByRule(sorted) {
  const counts = {};
  for (const { rule } of sorted) if (rule) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}

function candidate(unit, metres, incident, nowMs) {
  const road = Math.round((metres * 1.3 * 1000) / 14);
  const mobilise = unit.view.statusCode === 3 ? 60_000 : 10_000;
  const fixAgeS = Math.max(0, Math.round((nowMs - unit.fixMs) / 1000));
  const etaS = Math.round((road + mobilise) / 1000);
  const pInTarget =
    Math.round(1000 / (1 + Math.exp((etaS - TARGET_S[incident.grade ?? 'P1']) / 120))) / 1000;
  const terms = [
    { code: 'ROAD', ms: road },
    { code: 'MOBILISE', ms: mobilise },
    { code: 'FIX_AGE', ms: Math.min(120_000, fixAgeS * 300) },
    { code: 'LATE_RISK', ms: Math.round((1 - pInTarget) * 300_000) },
    { code: 'COVERAGE', ms: (unit.view.no % 4) * 12_000 },
  ];
  return {
    rank: 1,
    unitId: unit.view.id,
    callSign: unit.view.callSign,
    kind: unit.view.kind,
    statusCode: unit.view.statusCode,
    driverLevel: unit.view.driverLevel,
    skills: unit.view.skills,
    costMs: terms.reduce((sum, term) => sum + term.ms, 0),
    terms,
    etaS,
    fixAgeS,
    freshness: fixAgeS <= 60 ? 'fresh' : fixAgeS <= 180 ? 'ageing' : 'stale',
    pInTarget,
    estimate: false,
    divertsFromIncidentId: null,
    divertsFromGrade: null,
  };
}
