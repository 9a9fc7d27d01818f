/** Probability that a Kolmogorov–Smirnov distance of n points is at least this large (Stephens' form). */
export function kolmogorovP(distance: number, n: number): number {
  const root = Math.sqrt(n);
  const lambda = (root + 0.12 + 0.11 / root) * distance;
  // the series alternates around 1 below this and is 1 to all digits
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * lambda * lambda);
    sum += term;
    if (Math.abs(term) < 1e-12) break;
  }
  return Math.min(1, Math.max(0, sum));
}

/** Largest gap between the sample's distribution and `cdf`. */
export function kolmogorovDistance(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted.reduce((worst, x, i) => {
    const p = cdf(x);
    const gap = Math.max(p - i / sorted.length, (i + 1) / sorted.length - p);
    return Math.max(worst, gap);
  }, 0);
}

/** log Γ(x), x > 0 (Lanczos, 9 terms). */
function logGamma(x: number): number {
  const g = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
    12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const z = x - 1;
  const t = z + 7.5;
  const sum = g.reduce((acc, c, i) => acc + c / (z + i + 1), 0.9999999999998099);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Upper tail of the chi-square distribution: P(X ≥ value). */
export function chiSquareP(value: number, degrees: number): number {
  const a = degrees / 2;
  const x = value / 2;
  if (x <= 0) return 1;
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 2000 && Math.abs(term) > Math.abs(sum) * 1e-15; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Lentz's method for the continued fraction of the upper incomplete gamma function. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 2000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}

/** Pearson's statistic of observed against expected counts. */
export function pearson(observed: readonly number[], expected: readonly number[]): number {
  return observed.reduce((sum, count, i) => {
    const want = expected[i] ?? NaN;
    return sum + (count - want) ** 2 / want;
  }, 0);
}

/** Two-sided probability of a standard normal value at least this far from 0. */
export function normalP(z: number): number {
  return chiSquareP(z * z, 1);
}

/** Correlation of each value with the next, and its two-sided probability when there is none. */
export function lagOne(values: readonly number[]): { r: number; p: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  let product = 0;
  let square = 0;
  values.forEach((value, i) => {
    square += (value - mean) ** 2;
    const next = values[i + 1];
    if (next !== undefined) product += (value - mean) * (next - mean);
  });
  const r = product / square;
  return { r, p: normalP(r * Math.sqrt(values.length)) };
}
