/** A box of written text on screen, px. */
export interface LabelBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Keeps labels from lying on each other: first come, first served. */
export class LabelSpace {
  private readonly taken: LabelBox[] = [];

  /** Takes the box if it is free. */
  take(box: LabelBox): boolean {
    const clash = this.taken.some(
      (other) =>
        box.left < other.right &&
        box.right > other.left &&
        box.top < other.bottom &&
        box.bottom > other.top,
    );
    if (!clash) this.taken.push(box);
    return !clash;
  }
}

/** Where a name runs along a line: middle, and angle in radians kept upright. */
export interface LabelRun {
  x: number;
  y: number;
  angle: number;
}

/** The longest straight piece of a screen line (x, y pairs) that holds `widthPx`, or null. */
export function longestRun(line: readonly number[], widthPx: number): LabelRun | null {
  let best: LabelRun | null = null;
  let bestPx = widthPx;
  for (let at = 0; at + 3 < line.length; at += 2) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = line.slice(at, at + 4);
    const lengthPx = Math.hypot(x1 - x0, y1 - y0);
    if (lengthPx < bestPx) continue;
    bestPx = lengthPx;
    best = { x: (x0 + x1) / 2, y: (y0 + y1) / 2, angle: upright(Math.atan2(y1 - y0, x1 - x0)) };
  }
  return best;
}

/** The upright box around a name of `widthPx` written along a run. */
export function runBox({ x, y, angle }: LabelRun, widthPx: number): LabelBox {
  const halfX = (Math.abs(Math.cos(angle)) * widthPx) / 2 + 8;
  const halfY = (Math.abs(Math.sin(angle)) * widthPx) / 2 + 8;
  return { left: x - halfX, top: y - halfY, right: x + halfX, bottom: y + halfY };
}

function upright(angle: number): number {
  if (angle > Math.PI / 2) return angle - Math.PI;
  return angle < -Math.PI / 2 ? angle + Math.PI : angle;
}
