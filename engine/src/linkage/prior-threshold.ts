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
  let links = 0;
  let right = 0;
  let best: Threshold & { f1: number } = {
    weight: limits.maxWeight,
    expectedPrecision: 1,
    expectedRecall: 0,
    f1: -1,
  };
  for (const c of sorted) {
    links += c.count;
    right += c.count * probabilityOf(c.weight);
    if (c.weight < limits.minWeight) break;
    const precision = right / links;
    if (c.weight > limits.maxWeight || precision < limits.minPrecision) continue;
    const recall = total === 0 ? 0 : right / total;
    const f1 = (2 * precision * recall) / (precision + recall || 1);
    if (f1 > best.f1)
      best = { weight: c.weight, expectedPrecision: precision, expectedRecall: recall, f1 };
  }
  const { weight, expectedPrecision, expectedRecall } = best;
  return { weight, expectedPrecision, expectedRecall };
}
