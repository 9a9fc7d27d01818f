import type { RandomStream } from '../random/stream.js';
import { chance } from '../random/distributions.js';
import { Grid } from './grid.js';
import type { Corner } from './lattice.js';
import type { RoadKind } from './plan.js';
import { crossing } from './plane.js';
import type { StreetGraph } from './street-graph.js';

const CELL_M = 150;
const NEIGHBOURS = 14;
const URBAN_REACH = 2.3;
const RURAL_REACH_M = 1300;
const COLLECTOR_EVERY = 6;
const BRIDGE_SHARE = 0.15;

interface Near {
  readonly node: number;
  readonly distanceM: number;
}

/**
 * Joins street corners with each other and with the main roads: the relative neighbourhood graph
 * (two corners are joined unless a third is nearer to both than they are to each other). It is
 * planar, contains the shortest spanning tree and turns a jittered grid into streets.
 */
export class SideStreets {
  private readonly points = new Grid(CELL_M);
  private readonly fixed = new Grid(CELL_M);
  private readonly cornerOf = new Map<number, Corner>();
  private readonly fixedEdges: number;

  constructor(
    private readonly graph: StreetGraph,
    private readonly corners: readonly Corner[],
    private readonly rng: RandomStream,
  ) {
    this.fixedEdges = graph.edges.length;
    const joinable = new Set<number>();
    graph.edges.forEach((edge, index) => {
      const a = graph.at(edge.a);
      const b = graph.at(edge.b);
      this.fixed.addSegment(index, [a.x, a.y, b.x, b.y]);
      if (!edge.kind.startsWith('motorway')) joinable.add(edge.a).add(edge.b);
    });
    for (const corner of corners) this.cornerOf.set(corner.node, corner);
    for (const node of [...joinable, ...this.cornerOf.keys()]) {
      this.points.addPoint(node, graph.xs[node] as number, graph.ys[node] as number);
    }
  }

  join(): void {
    for (const corner of this.corners) {
      const near = this.nearest(corner);
      near.forEach((candidate, rank) => {
        const other = this.cornerOf.get(candidate.node);
        if (this.beaten(candidate, near.slice(0, rank))) return;
        this.street(corner, candidate.node, other);
      });
    }
  }

  private nearest(corner: Corner): Near[] {
    const { x, y } = this.graph.at(corner.node);
    const reach = corner.rural ? RURAL_REACH_M : corner.spacingM * URBAN_REACH;
    const out: Near[] = [];
    for (const node of this.points.near(x, y, reach)) {
      if (node === corner.node) continue;
      const at = this.graph.at(node);
      const distanceM = Math.hypot(at.x - x, at.y - y);
      if (distanceM <= reach) out.push({ node, distanceM });
    }
    out.sort((a, b) => a.distanceM - b.distanceM || a.node - b.node);
    return out.slice(0, NEIGHBOURS);
  }

  private beaten(candidate: Near, nearer: readonly Near[]): boolean {
    const at = this.graph.at(candidate.node);
    return nearer.some((third) => {
      const other = this.graph.at(third.node);
      return Math.hypot(other.x - at.x, other.y - at.y) < candidate.distanceM;
    });
  }

  private street(corner: Corner, node: number, other: Corner | undefined): void {
    const crossed = this.crossedKinds(corner.node, node);
    if (crossed.some((kind) => !kind.startsWith('motorway'))) return;
    const bridge = crossed.length > 0;
    const edge = this.graph.addEdge(corner.node, node, {
      kind: streetKind(corner, other),
      plain: true,
      bridge,
    });
    // most streets end at a motorway; those taken out may come back where a quarter would be cut off
    if (edge >= 0 && bridge && !chance(this.rng, BRIDGE_SHARE))
      this.graph.edge(edge).removed = true;
  }

  private crossedKinds(a: number, b: number): RoadKind[] {
    const from = this.graph.at(a);
    const to = this.graph.at(b);
    const reach = Math.hypot(to.x - from.x, to.y - from.y) / 2;
    const kinds: RoadKind[] = [];
    for (const index of this.fixed.near((from.x + to.x) / 2, (from.y + to.y) / 2, reach)) {
      if (index >= this.fixedEdges) continue;
      const edge = this.graph.edge(index);
      if ([edge.a, edge.b].some((end) => end === a || end === b)) continue;
      if (crossing(from, to, this.graph.at(edge.a), this.graph.at(edge.b)) !== null) {
        kinds.push(edge.kind);
      }
    }
    return kinds;
  }
}

function streetKind(corner: Corner, other: Corner | undefined): RoadKind {
  if (corner.rural || other?.rural) return 'unclassified';
  return other?.district === corner.district && isCollector(corner, other)
    ? 'tertiary'
    : 'residential';
}

/** Every so many rows and columns of a district's grid carry its through traffic. */
function isCollector(corner: Corner, other: Corner): boolean {
  const rows = Math.abs(other.row - corner.row);
  const columns = Math.abs(other.column - corner.column);
  if (rows === 0 && columns === 1) return corner.row % COLLECTOR_EVERY === 2;
  return columns === 0 && rows === 1 && corner.column % (COLLECTOR_EVERY + 3) === 3;
}
