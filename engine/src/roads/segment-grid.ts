import { cosE7, METRES_PER_E7 } from './great-circle.js';

/** A static grid over road segments; a segment is named by its first shape point. */
export interface SegmentGrid {
  readonly south: number;
  readonly west: number;
  readonly cols: number;
  readonly rows: number;
  readonly cellLatE7: number;
  readonly cellLonE7: number;
  readonly start: Uint32Array;
  readonly segment: Uint32Array;
}

export interface GridInput {
  readonly shapeStart: ArrayLike<number>;
  readonly shapeLatE7: ArrayLike<number>;
  readonly shapeLonE7: ArrayLike<number>;
  /** Whether an edge is to be found by snapping. */
  readonly includes: (edge: number) => boolean;
}

const CELL_M = 200;
const MAX_CELLS = 4_000_000;

/** Puts every segment of the included edges into all cells its bounding box touches. */
export function buildSegmentGrid(input: GridInput): SegmentGrid {
  const frame = gridFrame(input);
  const counts = new Uint32Array(frame.cols * frame.rows + 1);
  let total = 0;
  forEachSegmentCell(input, frame, (cell) => {
    counts[cell + 1] = (counts[cell + 1] as number) + 1;
    total++;
  });
  for (let i = 1; i < counts.length; i++)
    counts[i] = (counts[i] as number) + (counts[i - 1] as number);
  const cursor = counts.slice();
  const segment = new Uint32Array(total);
  forEachSegmentCell(input, frame, (cell, point) => {
    segment[cursor[cell] as number] = point;
    cursor[cell] = (cursor[cell] as number) + 1;
  });
  return { ...frame, start: counts, segment };
}

type GridFrame = Omit<SegmentGrid, 'start' | 'segment'>;

function gridFrame({ shapeLatE7, shapeLonE7 }: GridInput): GridFrame {
  const lat = extent(shapeLatE7);
  const lon = extent(shapeLonE7);
  const cos = Math.max(0.05, cosE7((lat.min + lat.max) / 2));
  const heightM = (lat.max - lat.min) * METRES_PER_E7;
  const widthM = (lon.max - lon.min) * METRES_PER_E7 * cos;
  const cellM = Math.max(CELL_M, Math.sqrt((heightM * widthM) / MAX_CELLS));
  const cellLatE7 = Math.ceil(cellM / METRES_PER_E7);
  const cellLonE7 = Math.ceil(cellM / METRES_PER_E7 / cos);
  return {
    south: lat.min,
    west: lon.min,
    cellLatE7,
    cellLonE7,
    rows: Math.floor((lat.max - lat.min) / cellLatE7) + 1,
    cols: Math.floor((lon.max - lon.min) / cellLonE7) + 1,
  };
}

function extent(values: ArrayLike<number>): { min: number; max: number } {
  if (values.length === 0) return { min: 0, max: 0 };
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

function forEachSegmentCell(
  input: GridInput,
  frame: GridFrame,
  visit: (cell: number, point: number) => void,
): void {
  const { shapeStart, shapeLatE7, shapeLonE7 } = input;
  for (let edge = 0; edge < shapeStart.length - 1; edge++) {
    if (!input.includes(edge)) continue;
    const end = (shapeStart[edge + 1] as number) - 1;
    for (let point = shapeStart[edge] as number; point < end; point++) {
      const rows = cellSpan(shapeLatE7, point, frame.south, frame.cellLatE7);
      const cols = cellSpan(shapeLonE7, point, frame.west, frame.cellLonE7);
      for (let row = rows.first; row <= rows.last; row++)
        for (let col = cols.first; col <= cols.last; col++) visit(row * frame.cols + col, point);
    }
  }
}

function cellSpan(
  values: ArrayLike<number>,
  point: number,
  origin: number,
  cell: number,
): { first: number; last: number } {
  const a = Math.floor(((values[point] as number) - origin) / cell);
  const b = Math.floor(((values[point + 1] as number) - origin) / cell);
  return a < b ? { first: a, last: b } : { first: b, last: a };
}
