import { greatCircleM, snapToRoad, toE7, type RoadGraph } from '@muster/engine';
import type { TrackFix } from '../tracking/tracks.service.js';

/** What a plausible drive looks like. */
export const TRACK_LIMITS = {
  /** Fixes between assignment and arrival. */
  fewestFixes: 5,
  /** From the nearest road. */
  farthestM: 25,
  /** Two fixes may each be off by this much, which must not look like speed. */
  scatterM: 15,
} as const;

export interface TrackVerdict {
  readonly fixes: number;
  readonly offRoad: number;
  readonly tooFast: number;
}

/** Holds a track against the roads: fixes off them, and steps faster than anybody may drive here. */
export function checkTrack(graph: RoadGraph, track: readonly TrackFix[]): TrackVerdict {
  const topSpeedMps = graph.topSpeedMps('response');
  const offRoad = track.filter((fix) => {
    const snap = snapToRoad(graph, fix, TRACK_LIMITS.farthestM);
    return snap === undefined;
  }).length;
  const tooFast = track.filter((fix, index) => {
    const before = track[index - 1];
    if (!before) return false;
    const metres = greatCircleM(toE7(before.lat), toE7(before.lon), toE7(fix.lat), toE7(fix.lon));
    const seconds = (fix.atMs - before.atMs) / 1000;
    return metres > topSpeedMps * seconds + 2 * TRACK_LIMITS.scatterM;
  }).length;
  return { fixes: track.length, offRoad, tooFast };
}
