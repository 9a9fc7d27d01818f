/** Linear RGB, each 0–1. */
type Rgb = readonly [r: number, g: number, b: number];
export type Vision = 'normal' | 'deutan' | 'protan' | 'tritan';

/** Machado, Oliveira, Fernandes (2009), severity 1.0, applied to linear RGB. */
const SIMULATIONS: Readonly<Record<Exclude<Vision, 'normal'>, readonly Rgb[]>> = {
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** WCAG 2 contrast ratio of two `#RRGGBB` colours, 1–21. */
export function contrastRatio(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(linearOf(a)), luminance(linearOf(b))].sort(
    (x, y) => y - x,
  );
  return (lighter + 0.05) / (darker + 0.05);
}

/** CIE76 colour difference of two `#RRGGBB` colours as seen with the given vision. */
export function seenDifference(a: string, b: string, vision: Vision): number {
  const [p, q] = [labOf(seen(linearOf(a), vision)), labOf(seen(linearOf(b), vision))];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

function linearOf(hex: string): Rgb {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function seen(rgb: Rgb, vision: Vision): Rgb {
  if (vision === 'normal') return rgb;
  const rows = SIMULATIONS[vision].map(([a, b, c]) =>
    Math.min(1, Math.max(0, a * rgb[0] + b * rgb[1] + c * rgb[2])),
  );
  return [rows[0] ?? 0, rows[1] ?? 0, rows[2] ?? 0];
}

function labOf([r, g, b]: Rgb): Rgb {
  const pivot = (t: number): number =>
    t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t) / 116 + 16 / 116;
  const x = pivot((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = pivot(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = pivot((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
