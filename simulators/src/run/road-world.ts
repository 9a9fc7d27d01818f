import type { LatLon } from '@muster/contracts';
import {
  pointOnArc,
  RouteWorkspace,
  snapToRoad,
  type RoadGraph,
  type RoadPlace,
  type SpeedProfile,
} from '@muster/engine';
import { Drive } from '../drive/drive.js';
import { normal } from '../random/distributions.js';
import type { RandomStream } from '../random/stream.js';

const PATROL_SPREAD_DEG = 0.012;
const TRIES = 20;
const FARTHEST_M = 50_000;

/** The roads that simulated units drive on. */
export class RoadWorld {
  private readonly work: RouteWorkspace;

  constructor(
    readonly graph: RoadGraph,
    private readonly rng: RandomStream,
  ) {
    this.work = new RouteWorkspace(graph.arcCount);
  }

  drive(way: {
    from: RoadPlace;
    to: RoadPlace;
    profile: SpeedProfile;
    slowness: number;
  }): Drive | undefined {
    return Drive.plan({ graph: this.graph, work: this.work }, way);
  }

  pointOf(place: RoadPlace): LatLon {
    const { lat, lon } = pointOnArc(this.graph, place.arc, place.offsetMm);
    return { lat, lon };
  }

  /** A random place on a road within a kilometre or two of a point. */
  placeNear(point: LatLon): RoadPlace {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const place = snapToRoad(this.graph, {
        lat: point.lat + normal(this.rng, 0, PATROL_SPREAD_DEG),
        lon: point.lon + normal(this.rng, 0, PATROL_SPREAD_DEG),
      });
      if (place) return place;
    }
    return this.nearestPlace(point);
  }

  /** The nearest place on a road, however far. */
  nearestPlace(point: LatLon): RoadPlace {
    const place = snapToRoad(this.graph, point, FARTHEST_M);
    if (!place) throw new Error('no road within 50 km');
    return place;
  }
}
