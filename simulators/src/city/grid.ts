/** Cells of a square grid, by number; the key is exact within ±1,000,000 cells. */
function cellKey(column: number, row: number): number {
  return (column + 1_048_576) * 2_097_152 + (row + 1_048_576);
}

/** Numbered things found by where they are. Calls back in the order of insertion within each cell. */
export class Grid {
  private readonly cells = new Map<number, number[]>();

  constructor(private readonly cellM: number) {}

  /** Puts a point into its cell. */
  addPoint(id: number, x: number, y: number): void {
    this.put(id, Math.floor(x / this.cellM), Math.floor(y / this.cellM));
  }

  /** Puts a segment into each cell of its bounding box cut to half-cell steps, so none is missed. */
  addSegment(id: number, ends: readonly [number, number, number, number]): void {
    const [ax, ay, bx, by] = ends;
    const pieces = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / (this.cellM / 2)));
    const seen = new Set<number>();
    for (let i = 0; i < pieces; i++) {
      this.coverPiece(id, seen, [
        ax + ((bx - ax) * i) / pieces,
        ay + ((by - ay) * i) / pieces,
        ax + ((bx - ax) * (i + 1)) / pieces,
        ay + ((by - ay) * (i + 1)) / pieces,
      ]);
    }
  }

  /** Everything in the cells that a square of this half side touches; may repeat segments. */
  near(x: number, y: number, reachM: number): number[] {
    const out: number[] = [];
    const toColumn = Math.floor((x + reachM) / this.cellM);
    const toRow = Math.floor((y + reachM) / this.cellM);
    for (let column = Math.floor((x - reachM) / this.cellM); column <= toColumn; column++) {
      for (let row = Math.floor((y - reachM) / this.cellM); row <= toRow; row++) {
        const cell = this.cells.get(cellKey(column, row));
        if (cell) for (const id of cell) out.push(id);
      }
    }
    return out;
  }

  private coverPiece(id: number, seen: Set<number>, ends: [number, number, number, number]): void {
    const [ax, ay, bx, by] = ends.map((v) => Math.floor(v / this.cellM)) as typeof ends;
    for (let column = Math.min(ax, bx); column <= Math.max(ax, bx); column++) {
      for (let row = Math.min(ay, by); row <= Math.max(ay, by); row++) {
        const key = cellKey(column, row);
        if (seen.has(key)) continue;
        seen.add(key);
        this.put(id, column, row);
      }
    }
  }

  private put(id: number, column: number, row: number): void {
    const key = cellKey(column, row);
    const cell = this.cells.get(key);
    if (cell) cell.push(id);
    else this.cells.set(key, [id]);
  }
}
