import type { RandomStream } from '../random/stream.js';
import { uniform } from '../random/distributions.js';
import { Grid } from './grid.js';
import type { PlannedPlace, WorldPlan } from './plan.js';
import { distanceToSegment, insideRing, type Plane, type XY } from './plane.js';
import type { StreetGraph } from './street-graph.js';

const RURAL_STEP = 4;
const RURAL_REACH_M = 5000;
const CELL_M = 150;

/** A street corner of a district's grid. */
export interface Corner {
  readonly node: number;
  readonly district: number;
  readonly row: number;
  readonly column: number;
  readonly rural: boolean;
  /** Distance to the next corner along the street. */
  readonly spacingM: number;
}

interface District {
  readonly index: number;
  readonly centre: XY;
  readonly place: PlannedPlace;
  readonly rivals: readonly XY[];
  readonly alongM: number;
  readonly acrossM: number;
  readonly angle: number;
  readonly phase: number;
}

const DENSITY: Record<PlannedPlace['rank'], number> = {
  city: 0.78,
  town: 0.9,
  suburb: 1,
  village: 1.05,
  junction: 1,
};

/** Where no street corner may be: main roads, motorways, parks, water, outside the force. */
export class KeepOut {
  private readonly segments = new Grid(CELL_M);
  private readonly rings: XY[][];
  private readonly greens: (XY & { radiusM: number })[];

  constructor(
    plan: WorldPlan,
    plane: Plane,
    private readonly graph: StreetGraph,
  ) {
    this.rings = plan.areas.map((area) => area.ring.map((point) => plane.toXY(point)));
    this.greens = plan.greens.map((green) => ({ ...plane.toXY(green), radiusM: green.radiusM }));
    graph.edges.forEach((edge, index) => {
      const a = graph.at(edge.a);
      const b = graph.at(edge.b);
      this.segments.addSegment(index, [a.x, a.y, b.x, b.y]);
    });
  }

  forbids(x: number, y: number, gapM: number): boolean {
    if (this.greens.some((green) => Math.hypot(green.x - x, green.y - y) < green.radiusM))
      return true;
    if (!this.rings.some((ring) => insideRing(ring, x, y))) return true;
    return this.segments.near(x, y, gapM + 20).some((index) => {
      const edge = this.graph.edge(index);
      const gap = edge.kind.startsWith('motorway') ? Math.max(gapM, 45) : gapM;
      return distanceToSegment({ x, y }, this.graph.at(edge.a), this.graph.at(edge.b)) < gap;
    });
  }
}

/**
 * Fills every district (the ground nearer to its place than to another) with a rotated, slightly
 * wavy and jittered grid of street corners, dense inside the place's reach, sparse outside.
 */
export class Lattice {
  readonly corners: Corner[] = [];
  private readonly taken = new Grid(60);

  constructor(
    private readonly plan: WorldPlan,
    private readonly plane: Plane,
    private readonly graph: StreetGraph,
    private readonly rng: RandomStream,
  ) {}

  fill(keepOut: KeepOut): void {
    const towns = this.plan.places.filter((place) => place.radiusM > 0);
    const centres = towns.map((place) => this.plane.toXY(place));
    towns.forEach((place, index) => {
      const rng = this.rng.split(place.id);
      const centre = centres[index] as XY;
      const rivals = centres.filter((other) => {
        const gap = Math.hypot(other.x - centre.x, other.y - centre.y);
        return gap > 0 && gap < 2 * RURAL_REACH_M;
      });
      const spacing = this.plan.streetSpacingM * DENSITY[place.rank] * uniform(rng, 0.93, 1.07);
      const district: District = {
        index,
        centre,
        place,
        rivals,
        alongM: spacing * 0.82,
        acrossM: spacing * 1.22,
        angle: uniform(rng, 0, Math.PI),
        phase: uniform(rng, 0, 2 * Math.PI),
      };
      this.fillDistrict(district, keepOut, rng);
    });
  }

  private fillDistrict(district: District, keepOut: KeepOut, rng: RandomStream): void {
    const rows = Math.ceil(RURAL_REACH_M / district.acrossM);
    const columns = Math.ceil(RURAL_REACH_M / district.alongM);
    for (let row = -rows; row <= rows; row++) {
      for (let column = -columns; column <= columns; column++) {
        const sparse = row % RURAL_STEP === 0 && column % RURAL_STEP === 0;
        const at = this.cornerAt(district, row, column);
        const fromCentre = Math.hypot(at.x - district.centre.x, at.y - district.centre.y);
        const rural = fromCentre > reachM(district, at);
        if (rural && (!sparse || fromCentre > RURAL_REACH_M)) continue;
        if (!ownGround(district, at, fromCentre)) continue;
        const jitter = district.alongM * (rural ? 0.5 : 0.13);
        const x = at.x + uniform(rng, -jitter, jitter);
        const y = at.y + uniform(rng, -jitter, jitter);
        if (keepOut.forbids(x, y, district.alongM * 0.5)) continue;
        this.place(
          { district: district.index, row, column, rural, spacingM: district.alongM },
          x,
          y,
        );
      }
    }
  }

  private cornerAt(district: District, row: number, column: number): XY {
    const u = column * district.alongM;
    const v = row * district.acrossM + 45 * Math.sin(u / 190 + district.phase);
    const wavyU = u + 35 * Math.sin(v / 260 + 2 * district.phase);
    return {
      x: district.centre.x + wavyU * Math.cos(district.angle) - v * Math.sin(district.angle),
      y: district.centre.y + wavyU * Math.sin(district.angle) + v * Math.cos(district.angle),
    };
  }

  private place(corner: Omit<Corner, 'node'>, x: number, y: number): void {
    const gap = corner.spacingM * 0.5;
    const crowded = this.taken.near(x, y, gap).some((node) => {
      const at = this.graph.at(node);
      return Math.hypot(at.x - x, at.y - y) < gap;
    });
    if (crowded) return;
    const node = this.graph.addNode(x, y);
    this.taken.addPoint(node, x, y);
    this.corners.push({ ...corner, node });
  }
}

/** How far the dense streets reach in the direction of a point: an uneven edge, not a circle. */
function reachM(district: District, at: XY): number {
  const angle = Math.atan2(at.y - district.centre.y, at.x - district.centre.x);
  const wave = Math.sin(2 * angle + district.phase) + Math.sin(5 * angle + 3 * district.phase);
  return district.place.radiusM * (1.1 + 0.12 * wave);
}

function ownGround(district: District, at: XY, fromCentre: number): boolean {
  return district.rivals.every((rival) => Math.hypot(rival.x - at.x, rival.y - at.y) >= fromCentre);
}
