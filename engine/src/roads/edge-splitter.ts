import { greatCircleM } from './great-circle.js';
import type { NodeTable } from './node-table.js';
import type { WayRule } from './way-rules.js';

/** A drivable way with what its tags allow. */
export interface RoadWay {
  readonly id: number;
  readonly refs: readonly number[];
  readonly name: string;
  readonly rule: WayRule;
}

/**
 * Edges of one way follow each other in its order; ways lie in an order that keeps neighbours near
 * each other in memory.
 */
export interface SplitEdges {
  readonly nodeLatE7: number[];
  readonly nodeLonE7: number[];
  readonly nodeBlocked: boolean[];
  /** OpenStreetMap id → graph node. */
  readonly nodeByOsmId: Map<number, number>;
  readonly from: number[];
  readonly to: number[];
  readonly lengthMm: number[];
  readonly way: RoadWay[];
  readonly shapeStart: number[];
  readonly shapeLatE7: number[];
  readonly shapeLonE7: number[];
}

function emptyEdges(): SplitEdges {
  return {
    nodeLatE7: [],
    nodeLonE7: [],
    nodeBlocked: [],
    nodeByOsmId: new Map(),
    from: [],
    to: [],
    lengthMm: [],
    way: [],
    shapeStart: [0],
    shapeLatE7: [],
    shapeLonE7: [],
  };
}

/**
 * Cuts ways into edges at junctions: a node used twice or more by drivable ways, an end of a way,
 * a blocking barrier, or the last node before coordinates are missing.
 */
export class EdgeSplitter {
  private readonly uses: Uint8Array;
  private readonly out = emptyEdges();

  constructor(private readonly nodes: NodeTable) {
    this.uses = new Uint8Array(nodes.ids.length);
  }

  split(ways: readonly RoadWay[]): SplitEdges {
    const ordered = this.nearbyOrder(ways);
    const runsByWay = ordered.map((way) => this.knownRuns(way.refs));
    for (const runs of runsByWay) for (const run of runs) this.countUses(run);
    ordered.forEach((way, i) => {
      for (const run of runsByWay[i] as number[][]) this.cutRun(way, run);
    });
    return this.out;
  }

  /** Ways along a Z-order curve through their first known node, then by id. */
  private nearbyOrder(ways: readonly RoadWay[]): RoadWay[] {
    const { nodes } = this;
    const keyed = ways.map((way) => {
      const first = way.refs
        .map((ref) => nodes.indexOf(ref))
        .find((index) => index >= 0 && nodes.known[index] === 1);
      const key =
        first === undefined ? -1 : zOrder(nodes.latE7[first] ?? 0, nodes.lonE7[first] ?? 0);
      return { way, key };
    });
    keyed.sort((a, b) => a.key - b.key || a.way.id - b.way.id);
    return keyed.map(({ way }) => way);
  }

  /** Stretches of two or more nodes with known coordinates, repeated nodes dropped. */
  private knownRuns(refs: readonly number[]): number[][] {
    const runs: number[][] = [];
    let run: number[] = [];
    const close = (): void => {
      if (run.length > 1) runs.push(run);
      run = [];
    };
    for (const ref of refs) {
      const index = this.nodes.indexOf(ref);
      if (index < 0 || this.nodes.known[index] === 0) close();
      else if (run[run.length - 1] !== index) run.push(index);
    }
    close();
    return runs;
  }

  private countUses(run: readonly number[]): void {
    run.forEach((index, i) => {
      const isEnd = i === 0 || i === run.length - 1;
      this.uses[index] = Math.min(2, (this.uses[index] as number) + (isEnd ? 2 : 1));
    });
  }

  private isJunction(index: number): boolean {
    return (this.uses[index] as number) > 1 || this.nodes.blocked[index] === 1;
  }

  private cutRun(way: RoadWay, run: readonly number[]): void {
    let start = 0;
    for (let i = 1; i < run.length; i++) {
      if (!this.isJunction(run[i] as number)) continue;
      this.addEdge(way, run.slice(start, i + 1));
      start = i;
    }
  }

  private addEdge(way: RoadWay, piece: readonly number[]): void {
    const { out, nodes } = this;
    out.from.push(this.graphNode(piece[0] as number));
    out.to.push(this.graphNode(piece[piece.length - 1] as number));
    out.way.push(way);
    let lengthMm = 0;
    piece.forEach((index, i) => {
      const lat = nodes.latE7[index] as number;
      const lon = nodes.lonE7[index] as number;
      if (i > 0) lengthMm += this.mmFromLastPoint(lat, lon);
      out.shapeLatE7.push(lat);
      out.shapeLonE7.push(lon);
    });
    out.shapeStart.push(out.shapeLatE7.length);
    out.lengthMm.push(Math.max(1, lengthMm));
  }

  private mmFromLastPoint(lat: number, lon: number): number {
    const { shapeLatE7, shapeLonE7 } = this.out;
    const last = shapeLatE7.length - 1;
    const metres = greatCircleM(shapeLatE7[last] as number, shapeLonE7[last] as number, lat, lon);
    return Math.round(metres * 1000);
  }

  private graphNode(index: number): number {
    const { out, nodes } = this;
    const id = nodes.ids[index] as number;
    const known = out.nodeByOsmId.get(id);
    if (known !== undefined) return known;
    const node = out.nodeLatE7.length;
    out.nodeByOsmId.set(id, node);
    out.nodeLatE7.push(nodes.latE7[index] as number);
    out.nodeLonE7.push(nodes.lonE7[index] as number);
    out.nodeBlocked.push(nodes.blocked[index] === 1);
    return node;
  }
}

/** Interleaves the upper 16 bits of both coordinates: cells of about 500 m. */
function zOrder(latE7: number, lonE7: number): number {
  let key = 0;
  for (let bit = 15; bit >= 0; bit--) {
    const shift = bit + 16;
    key = key * 4 + ((latE7 >>> shift) & 1) * 2 + ((lonE7 >>> shift) & 1);
  }
  return key;
}
