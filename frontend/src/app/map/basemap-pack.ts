import * as z from 'zod/mini';
import { mercatorX, mercatorY } from '../shared/mercator.js';
import { SHAPE_STYLES, styleIndexOf } from './basemap-style.js';

/** Mercator 0–1 in fixed point: an eighth of a pixel at zoom 19. */
export const FIXED = 2 ** 30;

export interface PackedPlace {
  name: string;
  rank: number;
  /** Fixed-point Mercator. */
  x: number;
  y: number;
}

/** The basemap as flat arrays that cross from the worker without copying. */
export interface PackedBasemap {
  count: number;
  /** Index into `SHAPE_STYLES` by shape. */
  style: Uint8Array<ArrayBuffer>;
  /** First point of each shape, and the end of the last. */
  start: Uint32Array<ArrayBuffer>;
  /** x, y pairs, fixed-point Mercator. */
  points: Int32Array<ArrayBuffer>;
  /** Index into `names`, −1 for none. */
  name: Int32Array<ArrayBuffer>;
  names: string[];
  places: PackedPlace[];
  cells: PackedCells[];
}

/** Shapes by square cell; one set per tier of zooms, so that far out only few are looked at. */
export interface PackedCells {
  /** Shapes first drawn at this zoom or later, until the next tier's. */
  fromZoom: number;
  /** log2 of cells per side of the world. */
  cellZoom: number;
  keys: Float64Array<ArrayBuffer>;
  start: Uint32Array<ArrayBuffer>;
  shapes: Uint32Array<ArrayBuffer>;
}

export const TIERS: ReadonlyArray<{ fromZoom: number; cellZoom: number }> = [
  { fromZoom: 0, cellZoom: 11 },
  { fromZoom: 11, cellZoom: 13 },
  { fromZoom: 13, cellZoom: 14 },
  { fromZoom: 15, cellZoom: 15 },
];

const positionSchema = z.array(z.number());
const featureSchema = z.object({
  properties: z.object({
    kind: z.string(),
    class: z.optional(z.string()),
    name: z.optional(z.nullable(z.string())),
    rank: z.optional(z.number()),
  }),
  geometry: z.discriminatedUnion('type', [
    z.object({ type: z.literal('LineString'), coordinates: z.array(positionSchema) }),
    z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(positionSchema)) }),
    z.object({ type: z.literal('Point'), coordinates: positionSchema }),
  ]),
});
type Feature = z.infer<typeof featureSchema>;
type Properties = Feature['properties'];
const collectionSchema = z.object({ features: z.array(z.unknown()) });

/** Packs the GeoJSON of `GET /api/v1/map/basemap`. Features that do not fit are left out and counted. */
export function packBasemap(raw: unknown): { packed: PackedBasemap; refused: number } {
  const { features } = collectionSchema.parse(raw);
  const packer = new Packer();
  for (const feature of features) packer.add(feature);
  return { packed: packer.finish(), refused: packer.refused };
}

/** Every array of a packed basemap, for `postMessage`'s transfer list. */
export function transferables(packed: PackedBasemap): ArrayBuffer[] {
  const own = [packed.style, packed.start, packed.points, packed.name];
  const cells = packed.cells.flatMap((tier) => [tier.keys, tier.start, tier.shapes]);
  return [...own, ...cells].map((array) => array.buffer);
}

class Packer {
  refused = 0;
  private readonly style: number[] = [];
  private readonly start: number[] = [0];
  private readonly points: number[] = [];
  private readonly name: number[] = [];
  private readonly nameIndex = new Map<string, number>();
  private readonly places: PackedPlace[] = [];
  private readonly tiers = TIERS.map(() => new Map<number, number[]>());

  add(raw: unknown): void {
    const feature = featureSchema.safeParse(raw);
    if (!feature.success) {
      this.refused += 1;
      return;
    }
    const { geometry } = feature.data;
    if (geometry.type === 'Point') this.addPlace(feature.data.properties, geometry.coordinates);
    else if (geometry.type === 'LineString') this.addLine(feature.data, geometry.coordinates);
    else this.addLine(feature.data, geometry.coordinates[0] ?? []);
  }

  finish(): PackedBasemap {
    return {
      count: this.style.length,
      style: Uint8Array.from(this.style),
      start: Uint32Array.from(this.start),
      points: Int32Array.from(this.points),
      name: Int32Array.from(this.name),
      names: [...this.nameIndex.keys()],
      places: this.places.sort((a, b) => a.rank - b.rank),
      cells: this.tiers.map((cells, tier) => flatten(cells, tier)),
    };
  }

  private addPlace({ name, rank = 5 }: Properties, [lon = 0, lat = 0]: readonly number[]): void {
    if (name) this.places.push({ name, rank, ...fixed(lon, lat) });
  }

  private addLine({ properties, geometry }: Feature, line: readonly number[][]): void {
    const { kind, class: roadClass = '', name } = properties;
    const style = styleIndexOf(kind, roadClass, geometry.type === 'Polygon');
    if (style >= 0 && line.length > 1) this.addShape(style, line, name ?? '');
  }

  private addShape(style: number, line: readonly number[][], name: string): void {
    const shape = this.style.length;
    const box = { west: FIXED, north: FIXED, east: 0, south: 0 };
    for (const [lon = 0, lat = 0] of line) {
      const { x, y } = fixed(lon, lat);
      this.points.push(x, y);
      box.west = Math.min(box.west, x);
      box.east = Math.max(box.east, x);
      box.north = Math.min(box.north, y);
      box.south = Math.max(box.south, y);
    }
    this.style.push(style);
    this.start.push(this.points.length / 2);
    this.name.push(name ? this.nameOf(name) : -1);
    this.bucket(shape, style, box);
  }

  private bucket(
    shape: number,
    style: number,
    box: { west: number; north: number; east: number; south: number },
  ): void {
    const tier = tierOf(SHAPE_STYLES[style]?.minZoom ?? 0);
    const cells = this.tiers[tier];
    const cellSize = FIXED / 2 ** (TIERS[tier]?.cellZoom ?? 0);
    for (let row = Math.floor(box.north / cellSize); row <= box.south / cellSize; row += 1) {
      for (
        let column = Math.floor(box.west / cellSize);
        column <= box.east / cellSize;
        column += 1
      ) {
        const key = cellKey(column, row);
        const held = cells?.get(key);
        if (held) held.push(shape);
        else cells?.set(key, [shape]);
      }
    }
  }

  private nameOf(name: string): number {
    const held = this.nameIndex.get(name);
    if (held !== undefined) return held;
    this.nameIndex.set(name, this.nameIndex.size);
    return this.nameIndex.size - 1;
  }
}

/** Key of a cell; columns and rows stay below 2^20. */
export function cellKey(column: number, row: number): number {
  return row * 2 ** 20 + column;
}

function tierOf(minZoom: number): number {
  return TIERS.findLastIndex((tier) => tier.fromZoom <= minZoom);
}

function fixed(lon: number, lat: number): { x: number; y: number } {
  return { x: Math.round(mercatorX(lon) * FIXED), y: Math.round(mercatorY(lat) * FIXED) };
}

function flatten(cells: Map<number, number[]>, tier: number): PackedCells {
  const keys = Float64Array.from(cells.keys());
  const start = new Uint32Array(keys.length + 1);
  const shapes = new Uint32Array([...cells.values()].reduce((sum, held) => sum + held.length, 0));
  let at = 0;
  [...cells.values()].forEach((held, index) => {
    shapes.set(held, at);
    at += held.length;
    start[index + 1] = at;
  });
  const { fromZoom = 0, cellZoom = 0 } = TIERS[tier] ?? {};
  return { fromZoom, cellZoom, keys, start, shapes };
}
