import type { Bounds, LatLon } from '@muster/contracts';

/** OSM values of `highway` that the generator writes, busiest first. */
export type RoadKind =
  | 'motorway'
  | 'motorway_link'
  | 'trunk'
  | 'primary'
  | 'secondary'
  | 'tertiary'
  | 'unclassified'
  | 'residential'
  | 'service';

export type PlaceRank = 'city' | 'town' | 'suburb' | 'village' | 'junction';

/** A named place and how far its streets reach; a `junction` is a crossing of main roads only. */
export interface PlannedPlace {
  readonly id: string;
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  readonly rank: PlaceRank;
  /** Streets are dense within this distance. */
  readonly radiusM: number;
  /** First half of the postcode. */
  readonly outcode: string;
  readonly areaCode: string;
}

/** A numbered road through places, in order. */
export interface PlannedRoad {
  readonly ref: string;
  readonly kind: 'trunk' | 'primary' | 'secondary';
  readonly via: readonly string[];
}

/** A closed ring road round a town centre. */
export interface PlannedRing {
  readonly ref: string;
  readonly name: string;
  readonly kind: 'trunk' | 'primary' | 'secondary';
  readonly centre: string;
  readonly radiusM: number;
}

/** A dual carriageway that is entered only at junctions; `line` runs through its junctions exactly. */
export interface PlannedMotorway {
  readonly ref: string;
  readonly line: readonly LatLon[];
  /** Places (rank `junction`) on the line where slip roads meet the other roads. */
  readonly junctions: readonly string[];
}

/** Two motorways joined by links in every direction. */
export interface PlannedInterchange {
  readonly refs: readonly [string, string];
  readonly at: LatLon;
}

/** A park, wood, lake or the like that keeps streets out. */
export interface PlannedGreen {
  readonly name: string;
  readonly kind: 'park' | 'water' | 'wood' | 'golf_course';
  readonly lat: number;
  readonly lon: number;
  readonly radiusM: number;
}

export interface PlannedCanal {
  readonly name: string;
  readonly line: readonly LatLon[];
}

/** A command area of the force: one local policing area. */
export interface PlannedArea {
  readonly code: string;
  readonly name: string;
  /** Share of the force's people and incidents; all areas add up to 1. */
  readonly share: number;
  /** Closed ring, first point not repeated. */
  readonly ring: readonly LatLon[];
}

/** Everything a world is generated from, besides the seed. */
export interface WorldPlan {
  readonly name: string;
  readonly source: string;
  readonly bounds: Bounds;
  readonly areas: readonly PlannedArea[];
  readonly places: readonly PlannedPlace[];
  readonly roads: readonly PlannedRoad[];
  readonly rings: readonly PlannedRing[];
  readonly motorways: readonly PlannedMotorway[];
  readonly interchanges: readonly PlannedInterchange[];
  readonly greens: readonly PlannedGreen[];
  readonly canals: readonly PlannedCanal[];
  /** Distance between parallel streets in a suburb. */
  readonly streetSpacingM: number;
  /** Wanted number of address points, before chance. */
  readonly addresses: number;
  /** Wanted number of turn restrictions. */
  readonly turnBans: number;
}
