/** Coordinates of the nodes a set of ways needs: filled in any order, looked up by OpenStreetMap id. */
export class NodeTable {
  readonly ids: Float64Array;
  readonly latE7: Int32Array;
  readonly lonE7: Int32Array;
  /** 1 where the coordinates are known (an extract may cut a way's nodes off). */
  readonly known: Uint8Array;
  /** 1 where a barrier stops cars. */
  readonly blocked: Uint8Array;

  /** `ids` in any order, duplicates allowed. */
  constructor(ids: Float64Array) {
    this.ids = uniqueSorted(ids);
    this.latE7 = new Int32Array(this.ids.length);
    this.lonE7 = new Int32Array(this.ids.length);
    this.known = new Uint8Array(this.ids.length);
    this.blocked = new Uint8Array(this.ids.length);
  }

  /** Position of `id` in the arrays, or -1. */
  indexOf(id: number): number {
    let low = 0;
    let high = this.ids.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.ids[middle] as number;
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Stores a node if it is one of those needed; returns its position or -1. */
  set(id: number, latE7: number, lonE7: number): number {
    const index = this.indexOf(id);
    if (index < 0) return -1;
    this.latE7[index] = latE7;
    this.lonE7[index] = lonE7;
    this.known[index] = 1;
    return index;
  }
}

function uniqueSorted(ids: Float64Array): Float64Array {
  const sorted = ids.slice().sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i] as number;
  }
  return sorted.slice(0, count);
}
