/** Disjoint sets of the numbers 0 … n − 1, with path halving. */
export class UnionFind {
  private readonly parent: Int32Array;

  constructor(n: number) {
    this.parent = Int32Array.from({ length: n }, (_, i) => i);
  }

  find(i: number): number {
    let at = i;
    for (;;) {
      const up = this.parent[at] as number;
      if (up === at) return at;
      const over = this.parent[up] as number;
      this.parent[at] = over;
      at = over;
    }
  }

  /** Merges two sets; false where they were one already. */
  union(a: number, b: number): boolean {
    const one = this.find(a);
    const other = this.find(b);
    if (one === other) return false;
    this.parent[Math.max(one, other)] = Math.min(one, other);
    return true;
  }
}
