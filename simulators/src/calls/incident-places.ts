import type { LatLon } from '@muster/contracts';
import { AreaLookup } from '../city/area-lookup.js';
import { Plane } from '../city/plane.js';
import type { HotSpot, WorldMeta } from '../city/world-meta.js';
import { WeightedPick, normal, uniform } from '../random/distributions.js';
import type { RandomStream } from '../random/stream.js';
import { activity } from './hour-of-week.js';

const BACKGROUND_SHARE = 0.45;
const MAX_DRAWS = 2000;

/** Draws points of the background; without one, points are uniform over the world's box. */
export type BackgroundSampler = (rng: RandomStream) => LatLon;

/** A place of an incident; `hotSpot` is null for the background. */
export interface DrawnPlace extends LatLon {
  readonly hotSpot: string | null;
}

/**
 * Where incidents happen: a background share spread over the network, the rest at hot spots in
 * proportion to weight times activity in the hour. Points outside the force are drawn again from the
 * same part of the mixture, never moved.
 */
export class IncidentPlaces {
  private readonly plane: Plane;
  private readonly areas: AreaLookup;
  private readonly background: BackgroundSampler;
  private readonly byHour = new Map<number, WeightedPick<HotSpot | null>>();

  constructor(
    private readonly meta: WorldMeta,
    background?: BackgroundSampler,
  ) {
    const { south, north, west, east } = meta.bounds;
    this.plane = new Plane({ lat: (south + north) / 2, lon: (west + east) / 2 });
    this.areas = new AreaLookup(meta);
    this.background =
      background ?? ((rng) => ({ lat: uniform(rng, south, north), lon: uniform(rng, west, east) }));
  }

  draw(rng: RandomStream, hour: number): DrawnPlace {
    const spot = this.mixture(hour).draw(rng);
    if (spot) return { ...this.near(rng, spot), hotSpot: spot.name };
    return { ...this.untilInside(() => this.background(rng)), hotSpot: null };
  }

  /** A point of the force's ground in a normal cloud round a centre. */
  near(rng: RandomStream, cloud: LatLon & { readonly sigmaM: number }): LatLon {
    return this.untilInside(() => this.around(rng, cloud, cloud.sigmaM));
  }

  /** A point in a normal cloud round another, inside the force or not. */
  around(rng: RandomStream, centre: LatLon, sigmaM: number): LatLon {
    const { x, y } = this.plane.toXY(centre);
    return this.plane.toLatLon(normal(rng, x, sigmaM), normal(rng, y, sigmaM));
  }

  /** Shares of the background (null) and of each hot spot in an hour of the week. */
  shares(hour: number): { spot: HotSpot | null; share: number }[] {
    const spots = this.meta.hotSpots;
    const weights = spots.map((spot) => spot.weight * activity(spot.profile, hour));
    const total = weights.reduce((a, b) => a + b, 0);
    if (total === 0) return [{ spot: null, share: 1 }];
    return [
      { spot: null, share: BACKGROUND_SHARE },
      ...spots.map((spot, i) => {
        return { spot, share: ((1 - BACKGROUND_SHARE) * (weights[i] ?? 0)) / total };
      }),
    ];
  }

  private untilInside(drawPoint: () => LatLon): LatLon {
    for (let i = 0; i < MAX_DRAWS; i++) {
      const point = drawPoint();
      if (this.areas.areaOf(point)) return point;
    }
    throw new Error('a part of the mixture lies outside every area');
  }

  private mixture(hour: number): WeightedPick<HotSpot | null> {
    const known = this.byHour.get(hour);
    if (known) return known;
    const shares = this.shares(hour);
    const made = new WeightedPick(
      shares.map(({ spot }) => spot),
      shares.map(({ share }) => share),
    );
    this.byHour.set(hour, made);
    return made;
  }
}
