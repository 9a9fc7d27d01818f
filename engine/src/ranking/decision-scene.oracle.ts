import { decisionRecord } from './decision-record.js';
import { rosterOf } from './roster.js';
import type { rank } from './rank.js';
import { hashOf, RANKING_CONFIG } from './ranking-config.js';
import type { RankingUnit } from './ranking-input.js';
import { AT_MS, type incidentOf } from './ranking-scene.oracle.js';

/** Test support: decision records of made-up rankings, and a seeded stream of numbers in [0, 1). */
export const hashes = { graph: 'g', profile: 'uk-1', config: hashOf(RANKING_CONFIG) };

export function recordOf(
  units: readonly RankingUnit[],
  incident: ReturnType<typeof incidentOf>,
  ranking: ReturnType<typeof rank>,
) {
  const roster = rosterOf(units.map(({ id }) => id));
  const sentUnitIds = units
    .filter(({ assignment }) => assignment?.incidentId === incident.id)
    .map(({ id }) => id);
  const record = decisionRecord({
    ranking,
    incident,
    target: { arc: 1, offsetMm: 5, oppositeArc: -1, oppositeOffsetMm: 0 },
    roster,
    sentUnitIds,
    atMs: AT_MS,
    seq: 42,
    pictureAgeMs: 900,
    hashes,
    closures: [],
  });
  return { record, roster };
}

export function random(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
