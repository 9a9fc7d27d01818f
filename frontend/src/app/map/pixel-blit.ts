/** A picture as 32-bit pixels, row by row. */
export interface PixelField {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/** The visible pixels of a square sprite, ready to be copied into a field of one width. */
export interface SpriteRuns {
  readonly side: number;
  /** Offsets from the top left corner in a field of `fieldWidth`. */
  readonly offsets: Int32Array;
  readonly colours: Uint32Array;
  readonly fieldWidth: number;
}

/** Paler pixels are dropped: they are the soft edge, outside the outline. */
const LEAST_ALPHA = 0x60;

/** Keeps what can be seen of a sprite: about a third of its square, so copying is three times cheaper. */
export function spriteRuns(sprite: Uint32Array, side: number, fieldWidth: number): SpriteRuns {
  const offsets: number[] = [];
  const colours: number[] = [];
  sprite.forEach((pixel, at) => {
    if (pixel >>> 24 < LEAST_ALPHA) return;
    offsets.push(Math.floor(at / side) * fieldWidth + (at % side));
    colours.push(pixel);
  });
  return {
    side,
    offsets: Int32Array.from(offsets),
    colours: Uint32Array.from(colours),
    fieldWidth,
  };
}

/** Copies a sprite with its top left corner at (left, top); one that crosses an edge is clipped. */
export function blit(field: PixelField, runs: SpriteRuns, left: number, top: number): void {
  const { pixels, width, height } = field;
  const { offsets, colours, side } = runs;
  const whole = left >= 0 && top >= 0 && left + side <= width && top + side <= height;
  if (!whole) return blitClipped(field, runs, left, top);
  const corner = top * width + left;
  for (let at = 0; at < offsets.length; at += 1) {
    pixels[corner + (offsets[at] as number)] = colours[at] as number;
  }
}

function blitClipped(field: PixelField, runs: SpriteRuns, left: number, top: number): void {
  const { pixels, width, height } = field;
  runs.offsets.forEach((offset, at) => {
    const row = top + Math.floor(offset / width);
    const column = left + (offset % width);
    if (row < 0 || row >= height || column < 0 || column >= width) return;
    pixels[row * width + column] = runs.colours[at] as number;
  });
}
