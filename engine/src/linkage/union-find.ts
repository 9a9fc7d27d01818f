/**
 * Disjoint sets over record numbers 0..n-1, on typed arrays so that tens of millions of records fit.
 * The root of a set is always its smallest member, so the result never depends on the order in which
 * edges were added.
 */
export class UnionFind {
  private readonly parent: Int32Array;

  constructor(readonly size: number) {
    this.parent = new Int32Array(size);
    for (let i = 0; i < size; i += 1) this.parent[i] = i;
  }

  /** Smallest record number of the set that holds `member`. */
  find(member: number): number {
    const parent = this.parent;
    let root = member;
    while ((parent[root] as number) !== root) root = parent[root] as number;
    let walk = member;
    while (walk !== root) {
      const next = parent[walk] as number;
      parent[walk] = root;
      walk = next;
    }
    return root;
  }

  /** Joins the sets of `a` and `b`; answers whether they were apart. */
  union(a: number, b: number): boolean {
    const rootA = this.find(a);
    const rootB = this.find(b);
    if (rootA === rootB) return false;
    if (rootA < rootB) this.parent[rootB] = rootA;
    else this.parent[rootA] = rootB;
    return true;
  }

  /** Root of every member, flattened: `roots()[i]` is the smallest member of i's set. */
  roots(): Int32Array {
    const out = new Int32Array(this.size);
    for (let i = 0; i < this.size; i += 1) out[i] = this.find(i);
    return out;
  }
}
