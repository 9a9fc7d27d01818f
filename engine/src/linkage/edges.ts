/** An edge inside one component, as the guards see it. */
export interface ComponentEdge {
  readonly left: number;
  readonly right: number;
  readonly weight: number;
}

/** A steward's standing decision on two records; it outlives every re-run. */
export interface StewardPairs {
  readonly mustLink: readonly (readonly [number, number])[];
  readonly cannotLink: readonly (readonly [number, number])[];
}
