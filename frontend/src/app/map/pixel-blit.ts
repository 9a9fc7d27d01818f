/** A picture as 32-bit pixels, row by row. */
export interface PixelField {
  readonly pixels: Uint32Array;
  readonly width: number;
  readonly height: number;
}

const HALF_OPAQUE = 0x80;

/**
 * Copies a square sprite with its top left corner at (left, top), clipped to the field. Opaque pixels
 * cover, half-transparent ones are kept only where nothing lies below: good enough for 22 px marks.
 */
export function blit(
  field: PixelField,
  sprite: Uint32Array,
  side: number,
  at: { left: number; top: number },
): void {
  const { pixels, width, height } = field;
  const firstColumn = Math.max(0, -at.left);
  const lastColumn = Math.min(side, width - at.left);
  const lastRow = Math.min(side, height - at.top);
  for (let row = Math.max(0, -at.top); row < lastRow; row += 1) {
    const to = (at.top + row) * width + at.left;
    const from = row * side;
    for (let column = firstColumn; column < lastColumn; column += 1) {
      const pixel = sprite[from + column] as number;
      const alpha = pixel >>> 24;
      if (alpha >= HALF_OPAQUE || (alpha !== 0 && pixels[to + column] === 0)) {
        pixels[to + column] = pixel;
      }
    }
  }
}
