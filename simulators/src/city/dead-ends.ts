import type { RandomStream } from '../random/stream.js';
import { chance, uniform } from '../random/distributions.js';
import { Grid } from './grid.js';
import { distanceToSegment, type XY } from './plane.js';
import type { StreetEdge, StreetGraph } from './street-graph.js';

/** Hangs dead ends on streets, into the block beside them, where there is room. */
export class DeadEnds {
  private readonly segments = new Grid(100);

  constructor(
    private readonly graph: StreetGraph,
    private readonly rng: RandomStream,
  ) {
    graph.edges.forEach((edge, index) => {
      if (!edge.removed) this.index(index);
    });
  }

  /** Gives each plain street a dead end with this probability. */
  hang(share: number): void {
    const count = this.graph.edges.length;
    for (let index = 0; index < count; index++) {
      const edge = this.graph.edge(index);
      if (edge.removed || !edge.plain || edge.bridge || edge.kind !== 'residential') continue;
      if (this.graph.lengthM(edge) > 62 && chance(this.rng, share)) this.tryOne(index, edge);
    }
  }

  private tryOne(index: number, edge: StreetEdge): void {
    const a = this.graph.at(edge.a);
    const b = this.graph.at(edge.b);
    const t = uniform(this.rng, 0.4, 0.6);
    const side = chance(this.rng, 0.5) ? 1 : -1;
    const lengthM = uniform(this.rng, 28, 58);
    const across = Math.atan2(b.y - a.y, b.x - a.x) + side * uniform(this.rng, 1.3, 1.8);
    const foot = { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
    const tip = { x: foot.x + lengthM * Math.cos(across), y: foot.y + lengthM * Math.sin(across) };
    if (!this.roomAt(tip, index)) return;
    const { node, rest } = this.graph.split(index, foot.x, foot.y);
    const end = this.graph.addNode(tip.x, tip.y);
    const kind = chance(this.rng, 0.7) ? 'residential' : 'service';
    const stub = this.graph.addEdge(node, end, { kind });
    for (const added of [rest, stub]) if (added >= 0) this.index(added);
  }

  private roomAt(tip: XY, ownEdge: number): boolean {
    return this.segments.near(tip.x, tip.y, 20).every((index) => {
      if (index === ownEdge) return true;
      const edge = this.graph.edge(index);
      return distanceToSegment(tip, this.graph.at(edge.a), this.graph.at(edge.b)) > 18;
    });
  }

  private index(edgeIndex: number): void {
    const edge = this.graph.edge(edgeIndex);
    const a = this.graph.at(edge.a);
    const b = this.graph.at(edge.b);
    this.segments.addSegment(edgeIndex, [a.x, a.y, b.x, b.y]);
  }
}
