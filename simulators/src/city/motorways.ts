import type { WorldPlan } from './plan.js';
import type { Plane, XY } from './plane.js';
import type { StreetGraph } from './street-graph.js';

const STEP_M = 150;
const HALF_GAP_M = 14;
const SLIP_STEPS = 3;
const LINK_STEPS = 4;

/** A motorway as laid: its centre line and the node of each carriageway at each of its points. */
interface Carriageways {
  readonly ref: string;
  readonly centre: readonly XY[];
  /** In the direction of the line, on its left. */
  readonly out: readonly number[];
  /** Against it; same index, same place. */
  readonly back: readonly number[];
}

/** Catmull–Rom curve through all points, cut to steps of about 150 m. */
export function smoothLine(points: readonly XY[]): XY[] {
  const out: XY[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const p1 = points[i] as XY;
    const p2 = points[i + 1] as XY;
    const p0 = points[i - 1] ?? p1;
    const p3 = points[i + 2] ?? p2;
    const count = Math.max(1, Math.round(Math.hypot(p2.x - p1.x, p2.y - p1.y) / STEP_M));
    const at = (t: number, k: 'x' | 'y') =>
      p1[k] +
      0.5 *
        t *
        (p2[k] -
          p0[k] +
          t *
            (2 * p0[k] -
              5 * p1[k] +
              4 * p2[k] -
              p3[k] +
              t * (3 * (p1[k] - p2[k]) + p3[k] - p0[k])));
    for (let s = 0; s < count; s++) out.push({ x: at(s / count, 'x'), y: at(s / count, 'y') });
  }
  const last = points[points.length - 1];
  if (last) out.push(last);
  return out;
}

function nearestIndex(line: readonly XY[], to: XY): number {
  let best = 0;
  line.forEach((point, i) => {
    const held = line[best] as XY;
    if (Math.hypot(point.x - to.x, point.y - to.y) < Math.hypot(held.x - to.x, held.y - to.y)) {
      best = i;
    }
  });
  return best;
}

/** Lays motorways: two one-way carriageways, slip roads at junctions, links where two of them meet. */
export class Motorways {
  readonly laid: Carriageways[] = [];

  constructor(
    private readonly plan: WorldPlan,
    private readonly plane: Plane,
    private readonly graph: StreetGraph,
    private readonly placeNodes: ReadonlyMap<string, number>,
  ) {}

  lay(): void {
    for (const motorway of this.plan.motorways) {
      const carriageways = this.carriageways(motorway);
      this.laid.push(carriageways);
      for (const junction of motorway.junctions) this.slips(carriageways, junction);
    }
    for (const interchange of this.plan.interchanges) this.interchange(interchange);
  }

  private carriageways(motorway: WorldPlan['motorways'][number]): Carriageways {
    const centre = smoothLine(motorway.line.map((point) => this.plane.toXY(point)));
    const shifted = (side: 1 | -1) =>
      centre.map((point, i) => {
        const before = centre[i - 1] ?? point;
        const after = centre[i + 1] ?? point;
        const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
        return this.graph.addNode(
          point.x - (side * HALF_GAP_M * (after.y - before.y)) / length,
          point.y + (side * HALF_GAP_M * (after.x - before.x)) / length,
        );
      });
    const out = shifted(1);
    const back = shifted(-1);
    const style = { kind: 'motorway', ref: motorway.ref, oneway: true } as const;
    for (let i = 1; i < centre.length; i++) {
      this.graph.addEdge(out[i - 1] as number, out[i] as number, style);
      this.graph.addEdge(back[i] as number, back[i - 1] as number, style);
    }
    // both ends turn round, so that the edge of the map is not a trap
    const link = { ...style, kind: 'motorway_link' } as const;
    this.graph.addEdge(out[out.length - 1] as number, back[back.length - 1] as number, link);
    this.graph.addEdge(back[0] as number, out[0] as number, link);
    return { ref: motorway.ref, centre, out, back };
  }

  private slips(road: Carriageways, junction: string): void {
    const node = this.placeNodes.get(junction);
    if (node === undefined) throw new Error(`no road reaches ${junction}`);
    const at = nearestIndex(road.centre, this.graph.at(node));
    const before = Math.max(0, at - SLIP_STEPS);
    const after = Math.min(road.centre.length - 1, at + SLIP_STEPS);
    this.slip(road.out[before], node, road);
    this.slip(node, road.out[after], road);
    this.slip(road.back[after], node, road);
    this.slip(node, road.back[before], road);
  }

  /** A one-way slip road, bowed to the left of its direction, away from the carriageway. */
  private slip(from: number | undefined, to: number | undefined, road: Carriageways): void {
    if (from === undefined || to === undefined) return;
    const style = { kind: 'motorway_link', ref: road.ref, oneway: true } as const;
    const index = this.graph.addEdge(from, to, style);
    if (index < 0) return;
    const a = this.graph.at(from);
    const b = this.graph.at(to);
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const bow = Math.min(55, length * 0.12);
    this.graph.edge(index).bend = [
      (a.x + b.x) / 2 - (bow * (b.y - a.y)) / length,
      (a.y + b.y) / 2 + (bow * (b.x - a.x)) / length,
    ];
  }

  private interchange(plan: WorldPlan['interchanges'][number]): void {
    const [one, other] = plan.refs.map((ref) => this.laid.find((road) => road.ref === ref));
    if (!one || !other) throw new Error(`interchange of unknown roads ${plan.refs.join(', ')}`);
    const at = this.plane.toXY(plan.at);
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const i = nearestIndex(from.centre, at);
      const j = nearestIndex(to.centre, at);
      for (const leave of [from.out[i - LINK_STEPS], from.back[i + LINK_STEPS]]) {
        this.slip(leave, to.out[j + LINK_STEPS], to);
        this.slip(leave, to.back[j - LINK_STEPS], to);
      }
    }
  }
}
