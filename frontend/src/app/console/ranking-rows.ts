import type { Candidate, Recommendation } from '@muster/contracts';

/** A line of the recommendation panel: order of the list on screen, numbers of the newest ranking. */
export interface RankedRow {
  /** Place on screen, from 1; `Alt+place` dispatches it. */
  place: number;
  candidate: Candidate;
  /** How the newest ranking differs from the order on screen. */
  move: 'same' | 'up' | 'down' | 'gone';
  /** Rank in the newest ranking; null when it is not among the offered any more. */
  newRank: number | null;
}

/** Rows in the order of `shown` with the figures of `latest`, so that nothing jumps under the cursor. */
export function rankingRows(shown: Recommendation, latest: Recommendation): RankedRow[] {
  const newest = new Map(latest.candidates.map((candidate) => [candidate.unitId, candidate]));
  return shown.candidates.slice(0, 5).map((candidate, index) => {
    const now = newest.get(candidate.unitId);
    const place = index + 1;
    const newRank = now?.rank ?? null;
    const move =
      newRank === null ? 'gone' : newRank < place ? 'up' : newRank > place ? 'down' : 'same';
    return { place, candidate: now ?? candidate, move, newRank };
  });
}

/** Whether the newest ranking offers units that the list on screen does not show. */
export function hasNewcomers(shown: Recommendation, latest: Recommendation): boolean {
  const known = new Set(shown.candidates.slice(0, 5).map((candidate) => candidate.unitId));
  return latest.candidates.slice(0, 5).some((candidate) => !known.has(candidate.unitId));
}
