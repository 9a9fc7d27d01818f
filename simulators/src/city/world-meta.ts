import type { Bounds, LatLon } from '@muster/contracts';

/** When a hot spot is busy. */
export type HotSpotProfile = 'day' | 'evening' | 'night' | 'flat';

/** A place where incidents gather: a normal cloud round a centre. */
export interface HotSpot {
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  readonly sigmaM: number;
  /** Share of all incidents that fall here while it is active, relative to the other hot spots. */
  readonly weight: number;
  readonly profile: HotSpotProfile;
}

/** A command area; `ring` is empty where the shape is not known and the nearest centre decides. */
export interface WorldArea {
  readonly code: string;
  readonly name: string;
  /** Share of the force's people and incidents; all areas add up to 1. */
  readonly share: number;
  readonly centre: LatLon;
  readonly ring: readonly LatLon[];
}

export interface WorldStation {
  readonly name: string;
  readonly areaCode: string;
  readonly lat: number;
  readonly lon: number;
}

/** What a simulation needs to know of a map besides its roads; written as `world.json`. */
export interface WorldMeta {
  readonly formatVersion: 1;
  readonly name: string;
  /** `generated` or `derived` (from a real extract). */
  readonly origin: 'generated' | 'derived';
  readonly seed: number;
  readonly bounds: Bounds;
  readonly areas: readonly WorldArea[];
  readonly stations: readonly WorldStation[];
  readonly hotSpots: readonly HotSpot[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Mean of the points of a ring; good enough to label a compact area. */
export function ringCentre(ring: readonly LatLon[]): LatLon {
  const sum = ring.reduce((acc, p) => ({ lat: acc.lat + p.lat, lon: acc.lon + p.lon }), {
    lat: 0,
    lon: 0,
  });
  return { lat: sum.lat / ring.length, lon: sum.lon / ring.length };
}
