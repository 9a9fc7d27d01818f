import type { LatLon } from '@muster/contracts';
import { greatCircleM, toE7, type RoadGraph } from '@muster/engine';

/** Counts closures by arc, and offers them as the mask that searches take: 1 is shut. */
export class ClosedArcs {
  readonly mask: Uint8Array;
  private readonly shutBy: Uint16Array;
  private readonly byClosure = new Map<string, readonly number[]>();

  constructor(private readonly graph: RoadGraph) {
    this.mask = new Uint8Array(graph.arcCount);
    this.shutBy = new Uint16Array(graph.arcCount);
  }

  /** Shuts the arcs that pass within `radiusM` of the point; how many. Repeating an id changes nothing. */
  shut(id: string, point: LatLon, radiusM: number): number {
    const known = this.byClosure.get(id);
    if (known) return known.length;
    const arcs = this.arcsNear(point, radiusM);
    for (const arc of arcs) {
      this.shutBy[arc] = (this.shutBy[arc] as number) + 1;
      this.mask[arc] = 1;
    }
    this.byClosure.set(id, arcs);
    return arcs.length;
  }

  /** Opens what only this closure shut. */
  open(id: string): void {
    for (const arc of this.byClosure.get(id) ?? []) {
      const left = (this.shutBy[arc] as number) - 1;
      this.shutBy[arc] = left;
      if (left === 0) this.mask[arc] = 0;
    }
    this.byClosure.delete(id);
  }

  has(id: string): boolean {
    return this.byClosure.has(id);
  }

  get ids(): string[] {
    return [...this.byClosure.keys()];
  }

  private arcsNear(point: LatLon, radiusM: number): number[] {
    const { shapeStart, shapeLatE7, shapeLonE7 } = this.graph.arrays;
    const near = { latE7: toE7(point.lat), lonE7: toE7(point.lon), radiusM };
    const arcs: number[] = [];
    for (let edge = 0; edge < this.graph.edgeCount; edge += 1) {
      const first = shapeStart[edge] as number;
      const last = (shapeStart[edge + 1] as number) - 1;
      for (let at = first; at < last; at += 1) {
        const segment = {
          latA: shapeLatE7[at] as number,
          lonA: shapeLonE7[at] as number,
          latB: shapeLatE7[at + 1] as number,
          lonB: shapeLonE7[at + 1] as number,
        };
        if (passesWithin(segment, near)) {
          arcs.push(edge * 2, edge * 2 + 1);
          break;
        }
      }
    }
    return arcs;
  }
}

interface Segment {
  latA: number;
  lonA: number;
  latB: number;
  lonB: number;
}

/** Distance to a segment, on a plane scaled at the point: exact enough within two kilometres. */
function passesWithin(
  segment: Segment,
  near: { latE7: number; lonE7: number; radiusM: number },
): boolean {
  const scale = Math.cos((near.latE7 / 1e7) * (Math.PI / 180));
  const ax = (segment.lonA - near.lonE7) * scale;
  const ay = segment.latA - near.latE7;
  const bx = (segment.lonB - near.lonE7) * scale;
  const by = segment.latB - near.latE7;
  const lengthSquared = (bx - ax) ** 2 + (by - ay) ** 2;
  const along =
    lengthSquared === 0
      ? 0
      : Math.max(0, Math.min(1, -(ax * (bx - ax) + ay * (by - ay)) / lengthSquared));
  const latE7 = near.latE7 + ay + along * (by - ay);
  const lonE7 = near.lonE7 + (ax + along * (bx - ax)) / scale;
  return greatCircleM(near.latE7, near.lonE7, Math.round(latE7), Math.round(lonE7)) <= near.radiusM;
}
