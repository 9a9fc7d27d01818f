import type { RandomStream } from '../random/stream.js';
import { uniform } from '../random/distributions.js';
import { Grid } from './grid.js';
import type { PlannedPlace, WorldPlan } from './plan.js';
import { crossing, type Plane, type XY } from './plane.js';
import type { EdgeStyle, StreetGraph } from './street-graph.js';

const POINT_SPACING_M = 95;
const SNAP_M = 32;
const CELL_M = 150;
const LINK_REACH_M = 7000;

/** Lays the numbered roads so that they meet wherever they cross. */
export class MainRoads {
  /** Node of each place by id. */
  readonly placeNodes = new Map<string, number>();
  private readonly nodeGrid = new Grid(CELL_M);
  private readonly edgeGrid = new Grid(CELL_M);
  private readonly joined = new Set<string>();

  constructor(
    private readonly plan: WorldPlan,
    private readonly plane: Plane,
    private readonly graph: StreetGraph,
    private readonly rng: RandomStream,
  ) {}

  /** Rings first, then the planned roads, then links so that no place is left out. */
  lay(): void {
    for (const place of this.plan.places) this.placeNode(place);
    for (const ring of this.plan.rings) this.ring(ring);
    for (const road of this.plan.roads) {
      for (let i = 1; i < road.via.length; i++) {
        this.join(this.place(road.via[i - 1]), this.place(road.via[i]), road);
      }
    }
    this.links();
  }

  private place(id: string | undefined): PlannedPlace {
    const place = this.plan.places.find((candidate) => candidate.id === id);
    if (!place) throw new Error(`the plan has no place ${id}`);
    return place;
  }

  private placeNode(place: PlannedPlace): number {
    const known = this.placeNodes.get(place.id);
    if (known !== undefined) return known;
    const at = this.plane.toXY(place);
    const node = this.newNode(at.x, at.y);
    this.placeNodes.set(place.id, node);
    return node;
  }

  private ring(ring: WorldPlan['rings'][number]): void {
    const centre = this.plane.toXY(this.place(ring.centre));
    const count = Math.max(8, Math.round((2 * Math.PI * ring.radiusM) / POINT_SPACING_M));
    const phase = uniform(this.rng, 0, Math.PI);
    const at = (i: number): XY => {
      const angle = (2 * Math.PI * i) / count;
      const radius = ring.radiusM * (1 + 0.09 * Math.sin(2 * angle + phase));
      return { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
    };
    const style = { kind: ring.kind, ref: ring.ref, name: ring.name };
    const first = this.newNode(at(0).x, at(0).y);
    let current = first;
    for (let i = 1; i < count; i++) current = this.step(current, at(i), style);
    this.connect(current, first, style);
  }

  private join(
    from: PlannedPlace,
    to: PlannedPlace,
    road: { ref: string; kind: EdgeStyle['kind'] },
  ) {
    const key = [from.id, to.id].sort().join('|');
    if (this.joined.has(key)) return;
    this.joined.add(key);
    const name = `${(to.rank === 'junction' ? from : to).name} Road`;
    const style = { kind: road.kind, ref: road.ref, name };
    let current = this.placeNode(from);
    const points = this.curve(this.plane.toXY(from), this.plane.toXY(to));
    for (const point of points) current = this.step(current, point, style);
    this.connect(current, this.placeNode(to), style);
  }

  /** A gently winding line between two points, ends left out. */
  private curve(a: XY, b: XY): XY[] {
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const count = Math.max(1, Math.round(length / POINT_SPACING_M));
    const bow = uniform(this.rng, -1, 1) * Math.min(180, length * 0.06);
    const wave = uniform(this.rng, -1, 1) * Math.min(90, length * 0.03);
    const points: XY[] = [];
    for (let i = 1; i < count; i++) {
      const t = i / count;
      const off = bow * Math.sin(Math.PI * t) + wave * Math.sin(3 * Math.PI * t);
      points.push({
        x: a.x + t * (b.x - a.x) - (off * (b.y - a.y)) / length,
        y: a.y + t * (b.y - a.y) + (off * (b.x - a.x)) / length,
      });
    }
    return points;
  }

  /** Joins each pair of places with no third place in the circle between them (a Gabriel graph). */
  private links(): void {
    const places = this.plan.places.map((place) => ({ place, at: this.plane.toXY(place) }));
    let number = 4000;
    for (const [i, a] of places.entries()) {
      for (const b of places.slice(i + 1)) {
        const reach = Math.hypot(a.at.x - b.at.x, a.at.y - b.at.y);
        if (reach > LINK_REACH_M) continue;
        const mid = { x: (a.at.x + b.at.x) / 2, y: (a.at.y + b.at.y) / 2 };
        const blocked = places.some(
          (c) => c !== a && c !== b && Math.hypot(c.at.x - mid.x, c.at.y - mid.y) < reach / 2,
        );
        if (!blocked) this.join(a.place, b.place, { ref: `B${number++}`, kind: 'secondary' });
      }
    }
  }

  private newNode(x: number, y: number): number {
    const node = this.graph.addNode(x, y);
    this.nodeGrid.addPoint(node, x, y);
    return node;
  }

  private nodeNear(point: XY): number | undefined {
    return this.nodeGrid.near(point.x, point.y, SNAP_M).find((node) => {
      const at = this.graph.at(node);
      return Math.hypot(at.x - point.x, at.y - point.y) < SNAP_M;
    });
  }

  private step(from: number, to: XY, style: EdgeStyle): number {
    const near = this.nodeNear(to);
    if (near === from) return from;
    const target = near ?? this.newNode(to.x, to.y);
    this.connect(from, target, style);
    return target;
  }

  /** Links two nodes through a new node on every main road in between. */
  private connect(from: number, target: number, style: EdgeStyle): void {
    const a = this.graph.at(from);
    const b = this.graph.at(target);
    let current = from;
    for (const hit of this.crossings(from, target)) {
      const x = a.x + hit.t * (b.x - a.x);
      const y = a.y + hit.t * (b.y - a.y);
      const node = this.nodeOn(hit.edge, x, y);
      this.link(current, node, style);
      current = node;
    }
    this.link(current, target, style);
  }

  private crossings(from: number, target: number): { t: number; edge: number }[] {
    const a = this.graph.at(from);
    const b = this.graph.at(target);
    const reach = Math.hypot(b.x - a.x, b.y - a.y) / 2;
    const hits: { t: number; edge: number }[] = [];
    for (const index of new Set(this.edgeGrid.near((a.x + b.x) / 2, (a.y + b.y) / 2, reach))) {
      const edge = this.graph.edge(index);
      if ([edge.a, edge.b].some((node) => node === from || node === target)) continue;
      const t = crossing(a, b, this.graph.at(edge.a), this.graph.at(edge.b));
      if (t !== null) hits.push({ t, edge: index });
    }
    return hits.sort((one, other) => one.t - other.t);
  }

  private nodeOn(edgeIndex: number, x: number, y: number): number {
    const edge = this.graph.edge(edgeIndex);
    for (const end of [edge.a, edge.b]) {
      const at = this.graph.at(end);
      if (Math.hypot(at.x - x, at.y - y) < SNAP_M) return end;
    }
    const { node, rest } = this.graph.split(edgeIndex, x, y);
    this.nodeGrid.addPoint(node, x, y);
    this.index(rest);
    return node;
  }

  private link(a: number, b: number, style: EdgeStyle): void {
    const edge = this.graph.addEdge(a, b, style);
    if (edge >= 0) this.index(edge);
  }

  private index(edgeIndex: number): void {
    const edge = this.graph.edge(edgeIndex);
    const a = this.graph.at(edge.a);
    const b = this.graph.at(edge.b);
    this.edgeGrid.addSegment(edgeIndex, [a.x, a.y, b.x, b.y]);
  }
}
