import type { Grade, LinkSuggestion } from '@muster/contracts';

export interface LinkCandidate {
  incidentId: string;
  no: number;
  typeCode: string;
  grade: Grade | null;
  openedMs: number;
  distanceM: number | null;
  sameCaller: boolean;
}

export interface LinkSearch {
  nowMs: number;
  /** Type of the new call; null when it has none yet. */
  typeCode: string | null;
  radiusM: number;
}

const SAME_PLACE_M = 60;
const RECENT_S = 1800;
const MINIMUM_SCORE = 0.5;
const MOST = 5;

/**
 * Scores open incidents as the one a new call belongs to: nearness decides most, then kind, caller and time.
 * The weights are assumed; they are to be set from labelled calls of the force.
 */
export function suggestLinks(
  candidates: readonly LinkCandidate[],
  search: LinkSearch,
): LinkSuggestion[] {
  return candidates
    .map((candidate) => score(candidate, search))
    .filter((suggestion) => suggestion.score >= MINIMUM_SCORE)
    .sort((a, b) => b.score - a.score || a.no - b.no)
    .slice(0, MOST);
}

function score(candidate: LinkCandidate, search: LinkSearch): LinkSuggestion {
  const ageS = Math.max(0, Math.round((search.nowMs - candidate.openedMs) / 1000));
  const reasons: LinkSuggestion['reasons'] = [];
  let total = 0;
  if (candidate.distanceM !== null && candidate.distanceM <= search.radiusM) {
    const samePlace = candidate.distanceM <= SAME_PLACE_M;
    reasons.push(samePlace ? 'SAME_PLACE' : 'NEAR');
    total += samePlace ? 0.5 : 0.3 * (1 - candidate.distanceM / search.radiusM);
  }
  if (candidate.sameCaller) {
    reasons.push('SAME_CALLER');
    total += 0.4;
  }
  if (search.typeCode !== null && search.typeCode === candidate.typeCode) {
    reasons.push('SAME_TYPE');
    total += 0.25;
  }
  if (ageS <= RECENT_S) {
    reasons.push('RECENT');
    total += 0.2 * (1 - ageS / RECENT_S);
  }
  return {
    incidentId: candidate.incidentId,
    no: candidate.no,
    typeCode: candidate.typeCode,
    grade: candidate.grade,
    distanceM: candidate.distanceM === null ? null : Math.round(candidate.distanceM),
    ageS,
    reasons,
    score: Math.round(total * 1000) / 1000,
  };
}
