import type { RoadKind } from './plan.js';
import type { XY } from './plane.js';

/** A piece of road between two nodes; `oneway` runs from `a` to `b`. */
export interface StreetEdge {
  a: number;
  b: number;
  kind: RoadKind;
  ref: string | null;
  name: string | null;
  oneway: boolean;
  roundabout: boolean;
  bridge: boolean;
  /** Points between the ends that bend the line, x and y in turn. */
  bend: number[];
  /** Taken out of the network; footpaths are made of some of these. */
  removed: boolean;
  /** May chance take it out, turn it into a one-way or hang a cul-de-sac on it? */
  plain: boolean;
}

export type EdgeStyle = Partial<Omit<StreetEdge, 'a' | 'b' | 'bend' | 'removed'>> & {
  kind: RoadKind;
};

const STYLE: Omit<StreetEdge, 'a' | 'b' | 'kind' | 'bend' | 'removed'> = {
  ref: null,
  name: null,
  oneway: false,
  roundabout: false,
  bridge: false,
  plain: false,
};

/** The network being built: nodes in flat metres and edges between them. Nodes are never renumbered. */
export class StreetGraph {
  readonly xs: number[] = [];
  readonly ys: number[] = [];
  readonly edges: StreetEdge[] = [];
  private readonly pairs = new Set<number>();

  addNode(x: number, y: number): number {
    this.ys.push(y);
    return this.xs.push(x) - 1;
  }

  /** Adds an edge; returns its index, or −1 where the two nodes are one or already joined. */
  addEdge(a: number, b: number, style: EdgeStyle): number {
    const key = Math.min(a, b) * 4_194_304 + Math.max(a, b);
    if (a === b || this.pairs.has(key)) return -1;
    this.pairs.add(key);
    return this.edges.push({ ...STYLE, ...style, a, b, bend: [], removed: false }) - 1;
  }

  /** Cuts an edge at a new node; the given edge keeps the part from `a`, the rest is a new edge. */
  split(edgeIndex: number, x: number, y: number): { node: number; rest: number } {
    const edge = this.edge(edgeIndex);
    const node = this.addNode(x, y);
    const { a: _a, b, bend: _bend, removed: _removed, ...style } = edge;
    edge.b = node;
    edge.bend = [];
    this.pairs.add(Math.min(edge.a, node) * 4_194_304 + Math.max(edge.a, node));
    return { node, rest: this.addEdge(node, b, style) };
  }

  edge(index: number): StreetEdge {
    const edge = this.edges[index];
    if (!edge) throw new Error(`no edge ${index}`);
    return edge;
  }

  at(node: number): XY {
    return { x: this.xs[node] ?? NaN, y: this.ys[node] ?? NaN };
  }

  lengthM(edge: StreetEdge): number {
    const a = this.at(edge.a);
    const b = this.at(edge.b);
    return Math.hypot(a.x - b.x, a.y - b.y);
  }

  /** Indices of the edges that are not removed, for each node. */
  incidence(): number[][] {
    const out: number[][] = Array.from({ length: this.xs.length }, () => []);
    this.edges.forEach((edge, index) => {
      if (edge.removed) return;
      out[edge.a]?.push(index);
      out[edge.b]?.push(index);
    });
    return out;
  }

  /** The node at the other end. */
  other(edge: StreetEdge, node: number): number {
    return edge.a === node ? edge.b : edge.a;
  }

  /** Heading in radians (0 east, anticlockwise) in which an edge leaves a node. */
  headingFrom(edge: StreetEdge, node: number): number {
    const from = this.at(node);
    const bend = edge.bend;
    const first = edge.a === node ? 0 : bend.length - 2;
    const to =
      bend.length > 0
        ? { x: bend[first] ?? NaN, y: bend[first + 1] ?? NaN }
        : this.at(this.other(edge, node));
    return Math.atan2(to.y - from.y, to.x - from.x);
  }
}
