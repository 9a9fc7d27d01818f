import type { RoadIntakeCounts } from '@muster/engine';

/** What an import read and made; counts of the map's own objects, and of what became of them. */
export interface ImportReport {
  readonly file: string;
  readonly fileBytes: number;
  /** SHA-256 of the file, hex. */
  readonly fileHash: string;
  readonly graphVersion: string;
  readonly graphBytes: number;
  readonly junctions: number;
  readonly edges: number;
  readonly drivableArcs: number;
  readonly oneWayEdges: number;
  /** Arcs of the largest strongly connected part; places are only found on these. */
  readonly mainComponentArcs: number;
  readonly restrictionsApplied: number;
  /** Read, but its roads or its via node are not on the drivable network. */
  readonly restrictionsUnusable: number;
  readonly counts: Readonly<RoadIntakeCounts>;
  readonly addresses: number;
  readonly streets: number;
  readonly places: number;
  readonly basemapShapes: number;
}

export type ImportPhase = 'hash' | 'roads' | 'nodes' | 'build' | 'write';

export interface ImportProgress {
  readonly phase: ImportPhase;
  /** 0 to 1 within the phase. */
  readonly share: number;
}
