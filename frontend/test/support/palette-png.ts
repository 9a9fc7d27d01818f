import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const COLOURS = 256;
/** Colours that agree in the upper five bits of each channel are one. */
const KEPT_BITS = 5;

interface Picture {
  width: number;
  height: number;
  /** Bytes a pixel: 3 or 4. */
  depth: number;
  pixels: Uint8Array;
}

/** The same picture with at most 256 colours, about a third of the size: for screenshots in a repository. */
export function palettePng(png: Buffer): Buffer {
  const picture = decode(png);
  const count = picture.width * picture.height;
  const keys = new Uint16Array(count);
  const sums = new Map<number, number[]>();
  for (let at = 0; at < count; at += 1) {
    const [r = 0, g = 0, b = 0] = picture.pixels.subarray(at * picture.depth);
    const key = keyOf(r, g, b);
    keys[at] = key;
    const sum = sums.get(key) ?? [0, 0, 0, 0];
    sums.set(key, [(sum[0] ?? 0) + 1, (sum[1] ?? 0) + r, (sum[2] ?? 0) + g, (sum[3] ?? 0) + b]);
  }
  const means = [...sums].map(([key, [n = 1, r = 0, g = 0, b = 0]]) => ({
    key,
    n,
    colour: [r / n, g / n, b / n].map(Math.round),
  }));
  const palette = means.toSorted((a, b) => b.n - a.n).slice(0, COLOURS);
  const colours = palette.map(({ colour }) => colour);
  const indexOf = new Map(means.map(({ key, colour }) => [key, nearest(colours, colour)]));
  const rows = Buffer.alloc((picture.width + 1) * picture.height);
  keys.forEach((key, at) => {
    const row = Math.floor(at / picture.width);
    rows[at + row + 1] = indexOf.get(key) ?? 0;
  });
  return encode(picture, colours, rows);
}

function keyOf(r: number, g: number, b: number): number {
  const drop = 8 - KEPT_BITS;
  return ((r >> drop) << (2 * KEPT_BITS)) | ((g >> drop) << KEPT_BITS) | (b >> drop);
}

function nearest(colours: number[][], [r = 0, g = 0, b = 0]: number[]): number {
  const distances = colours.map(([pr = 0, pg = 0, pb = 0]) => {
    return (pr - r) ** 2 + (pg - g) ** 2 + (pb - b) ** 2;
  });
  return distances.indexOf(Math.min(...distances));
}

/** Reads what the browser writes: eight bits a channel, RGB or RGBA, not interlaced. */
function decode(png: Buffer): Picture {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const depth = png[25] === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) !== 'IDAT') continue;
    parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * depth;
  const pixels = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const from = row * (stride + 1);
    const line = pixels.subarray(row * stride, (row + 1) * stride);
    line.set(raw.subarray(from + 1, from + 1 + stride));
    const above = row > 0 ? pixels.subarray((row - 1) * stride, row * stride) : undefined;
    undoFilter({ filter: raw[from] ?? 0, line, above, depth });
  }
  return { width, height, depth, pixels };
}

interface FilteredLine {
  filter: number;
  line: Uint8Array;
  above: Uint8Array | undefined;
  depth: number;
}

/** PNG specification, section 9. */
function undoFilter({ filter, line, above, depth }: FilteredLine): void {
  for (let at = 0; at < line.length; at += 1) {
    const a = line[at - depth] ?? 0;
    const b = above?.[at] ?? 0;
    const c = above?.[at - depth] ?? 0;
    const guesses = [0, a, b, (a + b) >> 1, filter === 4 ? paeth(a, b, c) : 0];
    line[at] = (line[at] ?? 0) + (guesses[filter] ?? 0);
  }
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

function encode({ width, height }: Picture, colours: number[][], rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colours.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(body.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}
