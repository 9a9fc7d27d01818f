import type { Candidate, ExclusionRule, Recommendation } from '@muster/contracts';
import { costTerms } from './cost.js';
import type { DecisionHashes } from './decision-record.js';
import type { RankingIncident } from './ranking-input.js';
import type { CostedUnit, Ranking } from './ranking.js';

export interface RecommendationFacts {
  /** Id of the decision record. */
  readonly id: string;
  readonly incident: RankingIncident;
  readonly ranking: Ranking;
  readonly atMs: number;
  readonly seq: number;
  readonly hashes: DecisionHashes;
}

/** A ranking as consoles are sent it. */
export function recommendationOf(facts: RecommendationFacts): Recommendation {
  const { id, incident, ranking, atMs, seq, hashes } = facts;
  const excludedByRule: Partial<Record<ExclusionRule, number>> = {};
  for (const rule of ranking.rules.values()) {
    excludedByRule[rule] = (excludedByRule[rule] ?? 0) + 1;
  }
  const estimate = ranking.method === 'estimate';
  return {
    id,
    incidentId: incident.id,
    incidentVersion: incident.version,
    at: new Date(atMs).toISOString(),
    seq,
    method: ranking.method,
    candidates: ranking.candidates.map((costed, i) => candidateOf(costed, i + 1, estimate)),
    nearerExcluded: [...ranking.nearerExcluded],
    counts: ranking.counts,
    excludedByRule,
    shortfall: [...ranking.shortfall],
    hashes,
  };
}

function candidateOf(costed: CostedUnit, rank: number, estimate: boolean): Candidate {
  const { unit } = costed;
  return {
    rank,
    unitId: unit.id,
    callSign: unit.callSign,
    kind: unit.kind,
    statusCode: unit.statusCode,
    driverLevel: unit.driverLevel,
    skills: unit.skills.map(({ code, expiresAtMs }) => ({
      code,
      expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
    })),
    costMs: costed.costMs,
    terms: costTerms(costed.termMs),
    etaS: Math.ceil(costed.etaMs / 1000),
    fixAgeS: Math.floor(costed.fixAgeMs / 1000),
    freshness: costed.freshness,
    pInTarget: costed.chancePermille / 1000,
    estimate,
    divertsFromIncidentId: unit.assignment?.incidentId ?? null,
    divertsFromGrade: unit.assignment?.grade ?? null,
  };
}
