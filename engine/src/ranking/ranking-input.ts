import type {
  DriverLevel,
  Grade,
  LatLon,
  Requirement,
  StatusCode,
  UnitKind,
} from '@muster/contracts';
import type { RoadPlace } from '../roads/road-graph.js';

/** The incident as a ranking sees it. */
export interface RankingIncident {
  readonly id: string;
  readonly version: number;
  /** Null before grading: then nobody can be late. */
  readonly grade: Grade | null;
  readonly targetAtMs: number | null;
  /** Null while the place is not known: then nothing can be ranked. */
  readonly point: LatLon | null;
  readonly requirement: Requirement;
  readonly refusedUnitIds: readonly string[];
}

export interface RankingSkill {
  readonly code: string;
  /** Null: no expiry. */
  readonly expiresAtMs: number | null;
}

export interface RankingFix extends LatLon {
  readonly fixAtMs: number;
  readonly accuracyM: number | null;
}

/** What a unit is doing now, as far as it matters for taking it off. */
export interface RankingAssignment {
  readonly incidentId: string;
  readonly grade: Grade | null;
  readonly onScene: boolean;
}

/** A unit as a ranking sees it. */
export interface RankingUnit {
  readonly id: string;
  /** Its number in the road search. */
  readonly slot: number;
  readonly callSign: string;
  readonly kind: UnitKind;
  readonly statusCode: StatusCode;
  readonly emergency: boolean;
  readonly crewSize: number;
  readonly driverLevel: DriverLevel;
  readonly driverExpiresAtMs: number | null;
  readonly skills: readonly RankingSkill[];
  readonly shiftEndsAtMs: number | null;
  readonly assignment: RankingAssignment | null;
  readonly fix: RankingFix | null;
  /** Null when the fix lies off the road network. */
  readonly place: RoadPlace | null;
  /** Assignments taken on this tour of duty. */
  readonly jobsThisShift: number;
  /** Cost of what is left uncovered without it, ms. */
  readonly coverageMs: number;
}
