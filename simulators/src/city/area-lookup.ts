import type { LatLon } from '@muster/contracts';
import { insideRing, Plane } from './plane.js';
import type { WorldArea, WorldMeta } from './world-meta.js';

/** Finds the command area of a point. */
export class AreaLookup {
  private readonly plane: Plane;
  private readonly shapes: { area: WorldArea; ring: { x: number; y: number }[] }[];

  constructor(private readonly meta: Pick<WorldMeta, 'areas' | 'bounds'>) {
    const { south, north, west, east } = meta.bounds;
    this.plane = new Plane({ lat: (south + north) / 2, lon: (west + east) / 2 });
    this.shapes = meta.areas.map((area) => {
      return { area, ring: area.ring.map((point) => this.plane.toXY(point)) };
    });
  }

  /** The area whose outline holds the point; for areas without outline the nearest; null outside. */
  areaOf(point: LatLon): WorldArea | null {
    const { south, north, west, east } = this.meta.bounds;
    const { lat, lon } = point;
    if (lat < south || lat > north || lon < west || lon > east) return null;
    const at = this.plane.toXY(point);
    const outlined = this.shapes.some(({ ring }) => ring.length > 0);
    if (outlined) {
      return this.shapes.find(({ ring }) => insideRing(ring, at.x, at.y))?.area ?? null;
    }
    const gap = ({ centre }: WorldArea) => {
      const middle = this.plane.toXY(centre);
      return Math.hypot(middle.x - at.x, middle.y - at.y);
    };
    const areas = this.meta.areas;
    return areas.reduce<WorldArea | null>((a, b) => (a && gap(a) <= gap(b) ? a : b), null);
  }
}
