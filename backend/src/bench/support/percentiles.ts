/** The p-th part (0 to 1) of numbers in any order, by nearest rank; NaN without numbers. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * p) - 1)] ?? sorted[0] ?? NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Rounded to `digits` significant digits, so that a figure does not pretend to more; null for none. */
export function figure(value: number, digits = 3): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : null;
}

/** Median with least and most, of the same ratio measured in several rounds of one run. */
export interface RatioSpread {
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

export function spreadOf(ratios: readonly number[]): RatioSpread {
  return {
    median: figure(median(ratios)),
    min: figure(Math.min(...ratios)),
    max: figure(Math.max(...ratios)),
  };
}
