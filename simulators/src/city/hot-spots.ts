import type { PlannedPlace } from './plan.js';
import type { HotSpot, HotSpotProfile } from './world-meta.js';

interface Kind {
  readonly label: string;
  readonly profile: HotSpotProfile;
  readonly sigmaM: number;
  readonly weight: number;
}

/** Bars and stations at night, shops by day, housing in the evening; the weights are assumed. */
const KINDS: Partial<Record<PlannedPlace['rank'], readonly Kind[]>> = {
  city: [
    { label: 'bars', profile: 'night', sigmaM: 450, weight: 10 },
    { label: 'shops', profile: 'day', sigmaM: 500, weight: 6 },
    { label: 'centre', profile: 'flat', sigmaM: 900, weight: 5 },
  ],
  town: [
    { label: 'bars', profile: 'night', sigmaM: 350, weight: 2.5 },
    { label: 'shops', profile: 'day', sigmaM: 400, weight: 2 },
    { label: 'estates', profile: 'evening', sigmaM: 900, weight: 1.5 },
  ],
  suburb: [{ label: 'estates', profile: 'evening', sigmaM: 700, weight: 0.6 }],
};

/** Hot spots of places by their size. */
export function hotSpotsOf(places: readonly PlannedPlace[]): HotSpot[] {
  return places.flatMap((place) =>
    (KINDS[place.rank] ?? []).map(({ label, ...kind }) => {
      return { name: `${place.name} ${label}`, lat: place.lat, lon: place.lon, ...kind };
    }),
  );
}
