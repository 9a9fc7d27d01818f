/** How often one combination of comparison levels occurs; -1 is "not comparable" (a value is missing). */
export interface LevelPattern {
  readonly levels: readonly number[];
  readonly count: number;
}

/** m and u of one comparison: chance of each level among matching and among non-matching pairs. */
export interface LevelChances {
  m: number[];
  u: number[];
}

/** Result of one run of expectation-maximisation. */
export interface TrainingRun {
  readonly m: readonly (readonly number[])[];
  readonly share: number;
  readonly expectedMatches: number;
  readonly rounds: number;
}

/** What one run may change and when it stops. */
export interface TrainingRunOptions {
  /** Comparisons that the training rule itself decides: left out, and their m stays as it is. */
  readonly fixed: ReadonlySet<number>;
  /** Share of matches among the pairs to start from. */
  readonly startShare: number;
  readonly maxRounds: number;
  /** Largest change of any m at which the run has converged. */
  readonly tolerance: number;
}

const NOTHING: ReadonlySet<number> = new Set();

/** Pairs added to each level before dividing, so that no level ever gets a chance of zero. */
const PSEUDO_PAIRS = 0.5;

/**
 * Probability that a pair with these levels matches, by Bayes' rule under independent comparisons.
 * Comparisons in `without` are left out: where a rule chose the pairs, what it fixed tells nothing more.
 */
export function matchChance(
  levels: readonly number[],
  chances: readonly LevelChances[],
  share: number,
  without: ReadonlySet<number> = NOTHING,
): number {
  let logOdds = Math.log(share / (1 - share));
  for (let k = 0; k < chances.length; k += 1) {
    const level = levels[k] as number;
    if (level < 0 || without.has(k)) continue;
    const { m, u } = chances[k] as LevelChances;
    logOdds += Math.log((m[level] as number) / (u[level] as number));
  }
  return 1 / (1 + Math.exp(-logOdds));
}

/**
 * Estimates m by expectation-maximisation over grouped level patterns with u held fixed.
 * Pure and deterministic: same patterns in the same order, same bits.
 */
export function trainMatchChances(
  patterns: readonly LevelPattern[],
  start: readonly LevelChances[],
  options: TrainingRunOptions,
): TrainingRun {
  let chances = start.map(({ m, u }) => ({ m: [...m], u: [...u] }));
  let share = options.startShare;
  const total = patterns.reduce((sum, p) => sum + p.count, 0);
  let expectedMatches = 0;
  let round = 0;
  for (; round < options.maxRounds; round += 1) {
    const weights = patterns.map(
      (p) => p.count * matchChance(p.levels, chances, share, options.fixed),
    );
    expectedMatches = weights.reduce((sum, w) => sum + w, 0);
    share = clampShare(total === 0 ? 0 : expectedMatches / total);
    const next = chances.map((c, k) =>
      options.fixed.has(k) ? c : { m: levelShares(patterns, weights, k, c.m.length), u: c.u },
    );
    const moved = largestMove(chances, next);
    chances = next;
    if (moved < options.tolerance) break;
  }
  return { m: chances.map((c) => c.m), share, expectedMatches, rounds: round };
}

/** Share of each level of comparison `k` among pairs weighted by `weights`, smoothed. */
export function levelShares(
  patterns: readonly LevelPattern[],
  weights: readonly number[],
  k: number,
  levelCount: number,
): number[] {
  const sums = new Array<number>(levelCount).fill(PSEUDO_PAIRS);
  patterns.forEach((pattern, i) => {
    const level = pattern.levels[k] as number;
    if (level >= 0) sums[level] = (sums[level] as number) + (weights[i] as number);
  });
  const total = sums.reduce((sum, s) => sum + s, 0);
  return sums.map((s) => s / total);
}

function clampShare(share: number): number {
  return Math.min(Math.max(share, 1e-12), 1 - 1e-9);
}

function largestMove(before: readonly LevelChances[], after: readonly LevelChances[]): number {
  let most = 0;
  before.forEach((b, k) => {
    const a = after[k] as LevelChances;
    b.m.forEach((value, i) => {
      most = Math.max(most, Math.abs(value - (a.m[i] as number)));
    });
  });
  return most;
}
