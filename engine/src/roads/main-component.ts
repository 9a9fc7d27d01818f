const UNSEEN = 0xffffffff;

/**
 * Largest strongly connected component of the arcs under "may follow" (Tarjan 1972, iterative).
 * Returns 1 by arc for members. `exists` is 1 by arc for arcs that may be driven.
 */
export function largestComponent(
  nextStart: Uint32Array,
  nextArc: Uint32Array,
  exists: (arc: number) => boolean,
): Uint8Array {
  const walk = new ComponentWalk(nextStart, nextArc);
  for (let arc = 0; arc < nextStart.length - 1; arc++) if (exists(arc)) walk.from(arc);
  return walk.largest();
}

class ComponentWalk {
  private readonly order: Uint32Array;
  private readonly low: Uint32Array;
  private readonly component: Uint32Array;
  private readonly cursor: Uint32Array;
  private readonly sizes: number[] = [];
  private readonly open: number[] = [];
  private clock = 0;

  constructor(
    private readonly nextStart: Uint32Array,
    private readonly nextArc: Uint32Array,
  ) {
    const arcCount = nextStart.length - 1;
    this.order = new Uint32Array(arcCount).fill(UNSEEN);
    this.low = new Uint32Array(arcCount);
    this.component = new Uint32Array(arcCount).fill(UNSEEN);
    this.cursor = nextStart.slice(0, arcCount);
  }

  from(root: number): void {
    if (this.order[root] !== UNSEEN) return;
    const path = [root];
    this.enter(root);
    while (path.length > 0) {
      const arc = path[path.length - 1] as number;
      const child = this.nextUnseen(arc);
      if (child >= 0) {
        this.enter(child);
        path.push(child);
        continue;
      }
      path.pop();
      this.leave(arc);
      const parent = path[path.length - 1];
      if (parent !== undefined) this.lower(parent, this.low[arc] as number);
    }
  }

  largest(): Uint8Array {
    let best = 0;
    this.sizes.forEach((size, i) => {
      if (size > (this.sizes[best] as number)) best = i;
    });
    return Uint8Array.from(this.component, (of) => (of === best ? 1 : 0));
  }

  private enter(arc: number): void {
    this.order[arc] = this.low[arc] = this.clock++;
    this.open.push(arc);
  }

  /** Next unseen follower; lowers `arc` past followers that are still open. */
  private nextUnseen(arc: number): number {
    const end = this.nextStart[arc + 1] as number;
    for (let i = this.cursor[arc] as number; i < end; i++) {
      const child = this.nextArc[i] as number;
      if (this.order[child] === UNSEEN) {
        this.cursor[arc] = i + 1;
        return child;
      }
      if (this.component[child] === UNSEEN) this.lower(arc, this.order[child] as number);
    }
    this.cursor[arc] = end;
    return -1;
  }

  private lower(arc: number, to: number): void {
    if (to < (this.low[arc] as number)) this.low[arc] = to;
  }

  private leave(arc: number): void {
    if (this.low[arc] !== this.order[arc]) return;
    const id = this.sizes.length;
    let size = 0;
    let member: number;
    do {
      member = this.open.pop() as number;
      this.component[member] = id;
      size++;
    } while (member !== arc);
    this.sizes.push(size);
  }
}
