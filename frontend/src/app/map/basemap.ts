import { FIXED, type PackedBasemap, type PackedCells, cellKey } from './basemap-pack.js';
import { SHAPE_STYLES } from './basemap-style.js';

/** A box in fixed-point Mercator. */
export interface FixedBox {
  west: number;
  north: number;
  east: number;
  south: number;
}

/** Answers "what lies in this box at this zoom" over a packed basemap. */
export class Basemap {
  private readonly tiers: Array<{ cells: PackedCells; indexOf: Map<number, number> }>;
  private readonly seen: Uint32Array;
  private query = 0;

  constructor(readonly packed: PackedBasemap) {
    this.seen = new Uint32Array(packed.count);
    this.tiers = packed.cells.map((cells) => ({
      cells,
      indexOf: new Map(Array.from(cells.keys, (key, index): [number, number] => [key, index])),
    }));
  }

  /** Shapes drawn at `zoom` that may touch the box, grouped by style index, in drawing order. */
  shapesIn(box: FixedBox, zoom: number): number[][] {
    this.query += 1;
    const byStyle: number[][] = SHAPE_STYLES.map(() => []);
    for (const { cells, indexOf } of this.tiers) {
      if (cells.fromZoom > zoom) continue;
      const size = FIXED / 2 ** cells.cellZoom;
      for (let row = Math.floor(box.north / size); row <= box.south / size; row += 1) {
        for (let column = Math.floor(box.west / size); column <= box.east / size; column += 1) {
          const index = indexOf.get(cellKey(column, row));
          if (index !== undefined) this.collect(cells, index, zoom, byStyle);
        }
      }
    }
    return byStyle;
  }

  private collect(cells: PackedCells, index: number, zoom: number, byStyle: number[][]): void {
    const [from, end] = [cells.start[index], cells.start[index + 1]];
    for (const shape of cells.shapes.subarray(from, end)) {
      // a shape lies in each cell it crosses
      if (this.seen[shape] === this.query) continue;
      this.seen[shape] = this.query;
      const style = this.packed.style[shape] as number;
      if ((SHAPE_STYLES[style]?.minZoom ?? 99) <= zoom) byStyle[style]?.push(shape);
    }
  }
}
