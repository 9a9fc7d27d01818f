/** Bounds of a plausible fix. All are data, so that a force can set its own. */
export interface FixLimits {
  /** A fix later than the op clock by more than this is refused. */
  readonly futureMs: number;
  /** An older fix is kept as history and never moves the live marker. */
  readonly liveMs: number;
  /** An older fix is refused. */
  readonly historyMs: number;
  /** How far outside the mapped area a unit may be. */
  readonly marginM: number;
  /** Faster than this between two fixes is not a police vehicle. */
  readonly speedMps: number;
  /** Jump that is never judged, since a receiver scatters by this much standing still. */
  readonly jumpM: number;
  /** So many fixes in a row that agree with each other are believed against the last accepted one. */
  readonly believeAfter: number;
}

export const FIX_LIMITS: FixLimits = {
  futureMs: 120_000,
  liveMs: 1_800_000,
  historyMs: 14 * 86_400_000,
  marginM: 20_000,
  speedMps: 250 / 3.6,
  jumpM: 150,
  believeAfter: 3,
};
