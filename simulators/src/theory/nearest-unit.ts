import { poisson, uniform } from '../random/distributions.js';
import { streamFor } from '../random/stream.js';

/** Mean distance to the k-th nearest of a Poisson field of this density per km², straight line. */
export function meanNearestKm(densityPerKm2: number, k = 1): number {
  // Γ(k + ½) / (Γ(k) √(π γ)), by the recurrence of Γ
  let ratio = Math.sqrt(Math.PI) / 2;
  for (let i = 1; i < k; i++) ratio *= (i + 0.5) / i;
  return ratio / Math.sqrt(Math.PI * densityPerKm2);
}

/** The same to the nearest, measured along the streets of a square grid. */
export function meanNearestGridKm(densityPerKm2: number): number {
  return Math.sqrt(Math.PI / 8) / Math.sqrt(densityPerKm2);
}

export interface NearestResult {
  readonly nearestKm: number;
  readonly tenthKm: number;
  readonly nearestGridKm: number;
}

/** Draws fields of about `units` free units on a torus and averages the distances from one point. */
export function simulateNearest(
  units: number,
  areaKm2: number,
  options: { fields: number; seed: number },
): NearestResult {
  const rng = streamFor(options.seed, 'theory/nearest');
  const side = Math.sqrt(areaKm2);
  const sums = { nearest: 0, tenth: 0, grid: 0 };
  let counted = 0;
  for (let field = 0; field < options.fields; field++) {
    const count = poisson(rng, units);
    if (count < 10) continue;
    counted++;
    const straight: number[] = [];
    let grid = Infinity;
    for (let i = 0; i < count; i++) {
      // the point is in the middle of the torus, so offsets never pass half a side
      const dx = Math.abs(uniform(rng, -side / 2, side / 2));
      const dy = Math.abs(uniform(rng, -side / 2, side / 2));
      straight.push(Math.hypot(dx, dy));
      grid = Math.min(grid, dx + dy);
    }
    straight.sort((a, b) => a - b);
    sums.nearest += straight[0] ?? 0;
    sums.tenth += straight[9] ?? 0;
    sums.grid += grid;
  }
  return {
    nearestKm: sums.nearest / counted,
    tenthKm: sums.tenth / counted,
    nearestGridKm: sums.grid / counted,
  };
}
