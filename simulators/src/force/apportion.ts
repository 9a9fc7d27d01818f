/** Splits a whole number by shares so that the parts add up (largest remainder, first wins ties). */
export function apportion(total: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((a, b) => a + b, 0);
  const wanted = shares.map((share) => (sum === 0 ? 0 : (total * share) / sum));
  const parts = wanted.map(Math.floor);
  const order = wanted
    .map((want, i) => ({ i, rest: want - Math.floor(want) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  let left = total - parts.reduce((a, b) => a + b, 0);
  for (const { i } of order) {
    if (left <= 0 || sum === 0) break;
    parts[i] = (parts[i] ?? 0) + 1;
    left--;
  }
  return parts;
}
