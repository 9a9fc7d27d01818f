import type { LatLon } from '@muster/contracts';
import {
  findRoute,
  pointOnArc,
  type RoadGraph,
  type RoadPlace,
  type RouteLeg,
  type RouteWorkspace,
  type SpeedProfile,
} from '@muster/engine';

/** Where a vehicle is and which way it faces. */
export interface VehiclePoint extends LatLon {
  readonly courseDeg: number;
  /** Metres a second along the road; 0 when it stands. */
  readonly speedMps: number;
}

/**
 * A drive along a route in op time. Each leg takes the network's time × `slowness`, so a drive is
 * never faster than its profile allows when slowness is at least 1.
 */
export class Drive {
  private leg = 0;
  private intoLegMs = 0;

  private constructor(
    private readonly graph: RoadGraph,
    private readonly legs: readonly RouteLeg[],
    private readonly slowness: number,
  ) {}

  /** Plans the fastest way; undefined when there is none. */
  static plan(
    road: { graph: RoadGraph; work: RouteWorkspace },
    way: { from: RoadPlace; to: RoadPlace; profile: SpeedProfile; slowness: number },
  ): Drive | undefined {
    const found = findRoute(road.graph, road.work, {
      from: way.from,
      to: way.to,
      profile: way.profile,
    });
    return found.ok ? new Drive(road.graph, found.route.legs, way.slowness) : undefined;
  }

  get arrived(): boolean {
    return this.leg >= this.legs.length;
  }

  /** Goes on for `opMs`; the time that is left after arrival, 0 while under way. */
  advance(opMs: number): number {
    let left = opMs;
    while (left > 0 && !this.arrived) {
      const need = this.legMs() - this.intoLegMs;
      if (left < need) {
        this.intoLegMs += left;
        return 0;
      }
      left -= need;
      this.leg += 1;
      this.intoLegMs = 0;
    }
    return left;
  }

  /** Where the vehicle is now. */
  point(): VehiclePoint {
    const { leg, offsetMm } = this.at();
    const { lat, lon, bearingDeg } = pointOnArc(this.graph, leg.arc, offsetMm);
    const lengthM = (leg.toMm - leg.fromMm) / 1000;
    const speedMps = this.arrived ? 0 : lengthM / (Math.max(1, leg.ms * this.slowness) / 1000);
    return { lat, lon, courseDeg: bearingDeg, speedMps };
  }

  /** The road place it is at: the start of the next drive. */
  place(): RoadPlace {
    const { leg, offsetMm } = this.at();
    const opposite = leg.arc ^ 1;
    const twoWay = this.graph.arcExists(opposite);
    return {
      arc: leg.arc,
      offsetMm,
      oppositeArc: twoWay ? opposite : -1,
      oppositeOffsetMm: twoWay ? this.graph.arcLengthMm(leg.arc) - offsetMm : 0,
    };
  }

  private at(): { leg: RouteLeg; offsetMm: number } {
    const leg = this.legs[Math.min(this.leg, this.legs.length - 1)];
    if (!leg) throw new Error('a drive without legs');
    if (this.arrived) return { leg, offsetMm: leg.toMm };
    const share = this.intoLegMs / Math.max(1, this.legMs());
    return { leg, offsetMm: Math.round(leg.fromMm + share * (leg.toMm - leg.fromMm)) };
  }

  private legMs(): number {
    return (this.legs[this.leg] as RouteLeg).ms * this.slowness;
  }
}
