import { MILLIBITS_PER_BIT, millibits, probabilityOf } from './weights.js';

/** Number of scored pairs per weight (without the prior), in millibits. */
export interface WeightCount {
  readonly weight: number;
  readonly count: number;
}

/** Prior odds that two records drawn at random match. */
export interface Prior {
  readonly share: number;
  readonly weight: number;
  readonly expectedMatches: number;
}

/**
 * Finds the prior that agrees with itself: the share of matches among all possible pairs for which the
 * scored pairs' own probabilities add up to that share. Falls with the number of records because the
 * matches grow with N and the possible pairs with N². No labels are used.
 */
export function selfConsistentPrior(counts: readonly WeightCount[], possiblePairs: number): Prior {
  let share = Math.min(0.5, Math.max(1 / Math.max(possiblePairs, 2), 1e-15));
  let expected = 0;
  share = startShare(counts, possiblePairs, share);
  for (let round = 0; round < 500; round += 1) {
    const weight = Math.log2(share / (1 - share)) * MILLIBITS_PER_BIT;
    expected = counts.reduce((sum, c) => sum + c.count * probabilityOf(c.weight + weight), 0);
    const next = Math.min(0.5, Math.max(expected / possiblePairs, 0.5 / possiblePairs));
    const moved = Math.abs(next - share) / share;
    share = next;
    if (moved < 1e-9) break;
  }
  return { share, weight: millibits(share / (1 - share)), expectedMatches: expected };
}

/** Starts from the pairs whose evidence alone outweighs the number of possible pairs. */
function startShare(counts: readonly WeightCount[], possiblePairs: number, least: number): number {
  const bar = Math.log2(Math.max(possiblePairs, 2)) * MILLIBITS_PER_BIT;
  const strong = counts.reduce((sum, c) => (c.weight >= bar / 2 ? sum + c.count : sum), 0);
  return Math.min(0.5, Math.max(strong / Math.max(possiblePairs, 1), least));
}

/** A threshold on the total weight and what the model expects of it. */
export interface Threshold {
  /** Total weight in millibits (prior included) from which a pair is a link. */
  readonly weight: number;
  readonly expectedPrecision: number;
  readonly expectedRecall: number;
}

/**
 * Chooses the link threshold without labels: the weight with the best expected F1 under the model's own
 * probabilities among those whose links are expected to be right at least `minPrecision` of the time.
 * `counts` are weights with the prior included.
 */
export function expectedBestThreshold(
  counts: readonly WeightCount[],
  limits: { readonly minPrecision: number; readonly minWeight: number; readonly maxWeight: number },
): Threshold {
  const sorted = [...counts].sort((a, b) => b.weight - a.weight);
  const total = sorted.reduce((sum, c) => sum + c.count * probabilityOf(c.weight), 0);
  const curve = expectedCurve(sorted, total);
  const usable = curve.filter(
    (t) =>
      t.weight >= limits.minWeight &&
      t.weight <= limits.maxWeight &&
      t.expectedPrecision >= limits.minPrecision,
  );
  const best = usable.reduce((most, t) => Math.max(most, f1Of(t)), 0);
  // of thresholds as good as the best, the lowest: what lies between them is empty or nearly so
  const chosen = usable.filter((t) => f1Of(t) >= best - INDIFFERENT).at(-1);
  if (chosen !== undefined) return chosen;
  const above = curve.filter((t) => t.weight >= limits.maxWeight).at(-1);
  return {
    weight:
      limits.minPrecision > (above?.expectedPrecision ?? 1) ? limits.maxWeight : limits.minWeight,
    expectedPrecision: above?.expectedPrecision ?? 1,
    expectedRecall: above?.expectedRecall ?? 0,
  };
}

/** Difference in expected F1 that does not matter. */
const INDIFFERENT = 1e-5;

function expectedCurve(sorted: readonly WeightCount[], total: number): Threshold[] {
  let links = 0;
  let right = 0;
  return sorted.map((c) => {
    links += c.count;
    right += c.count * probabilityOf(c.weight);
    return {
      weight: c.weight,
      expectedPrecision: right / links,
      expectedRecall: total === 0 ? 0 : right / total,
    };
  });
}

function f1Of(t: Threshold): number {
  const sum = t.expectedPrecision + t.expectedRecall;
  return sum === 0 ? 0 : (2 * t.expectedPrecision * t.expectedRecall) / sum;
}
