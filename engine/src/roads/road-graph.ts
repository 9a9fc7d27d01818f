import type { LatLon } from '@muster/contracts';
import { SPEED_PROFILES, type SpeedProfile } from './speed-table.js';

/** Plain facts about a graph, stored with it. */
export interface RoadGraphMeta {
  /** What the graph was made from, e.g. a file name and its hash. */
  readonly source: string;
  readonly speedTableVersion: string;
  /** Highest achieved speed on any arc by profile, mm/s. */
  readonly topSpeedMmS: readonly number[];
  readonly highwayClasses: readonly string[];
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
  readonly turnBans: number;
  readonly gridCols: number;
  readonly gridRows: number;
  /** Cell edge in 1e-7 degrees. */
  readonly gridCellLatE7: number;
  readonly gridCellLonE7: number;
}

/**
 * The arrays of a graph. An edge is a piece of road between two junctions; its two directed arcs
 * are `2 * edge` (along the way) and `2 * edge + 1` (against it). An arc that may not be driven
 * keeps its number but has flags 0. Indices are by node, edge, arc or shape point as named.
 */
export interface RoadGraphArrays {
  nodeLatE7: Int32Array;
  nodeLonE7: Int32Array;
  edgeFrom: Uint32Array;
  edgeTo: Uint32Array;
  edgeLengthMm: Uint32Array;
  edgeClass: Uint8Array;
  edgeName: Uint32Array;
  edgeWayId: Float64Array;
  /** `[edge]..[edge + 1]` bounds the edge's shape points, both ends included. */
  shapeStart: Uint32Array;
  shapeLatE7: Int32Array;
  shapeLonE7: Int32Array;
  /** Bit 0: may be driven. Bit 1: in the largest strongly connected component. */
  arcFlags: Uint8Array;
  arcStandardMs: Uint32Array;
  arcResponseMs: Uint32Array;
  /** Arcs that may follow an arc, turn bans and the U-turn rule applied. */
  nextStart: Uint32Array;
  nextArc: Uint32Array;
  /** The same relation backwards. */
  prevStart: Uint32Array;
  prevArc: Uint32Array;
  /** `[cell]..[cell + 1]` bounds the cell's segments; a segment is named by its first shape point. */
  gridStart: Uint32Array;
  gridSegment: Uint32Array;
  nameStart: Uint32Array;
  nameText: Uint16Array;
}

export const ARC_EXISTS = 1;
export const ARC_MAIN = 2;

/** A point of the road network: an arc and millimetres along it, and the other direction if drivable. */
export interface RoadPlace {
  readonly arc: number;
  readonly offsetMm: number;
  /** The opposite arc, or -1 where the street is one-way here. */
  readonly oppositeArc: number;
  readonly oppositeOffsetMm: number;
}

/**
 * Time for `mm` millimetres of an arc, rounded up to whole ms. All partial times are rounded up,
 * so a journey is never shown shorter than it is.
 */
export function partialMs(arcMs: number, mm: number, lengthMm: number): number {
  return Math.ceil((arcMs * mm) / lengthMm);
}

/** A read-only road network over one buffer; see `decodeRoadGraph`. */
export class RoadGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Arc slots, drivable or not: twice the edges. */
  readonly arcCount: number;

  constructor(
    readonly meta: RoadGraphMeta,
    readonly arrays: Readonly<RoadGraphArrays>,
    /** Hash of the content, 16 hex digits: the graph version stored with fixes and decisions. */
    readonly version: string,
    /** The encoded graph itself; copy it into a SharedArrayBuffer to share it between threads. */
    readonly buffer: ArrayBufferLike,
  ) {
    this.nodeCount = arrays.nodeLatE7.length;
    this.edgeCount = arrays.edgeFrom.length;
    this.arcCount = this.edgeCount * 2;
  }

  /** Travel time by arc in ms; 0 where the arc may not be driven. */
  arcMs(profile: SpeedProfile): Uint32Array {
    return profile === 'standard' ? this.arrays.arcStandardMs : this.arrays.arcResponseMs;
  }

  topSpeedMps(profile: SpeedProfile): number {
    return (this.meta.topSpeedMmS[SPEED_PROFILES.indexOf(profile)] as number) / 1000;
  }

  arcExists(arc: number): boolean {
    return ((this.arrays.arcFlags[arc] as number) & ARC_EXISTS) !== 0;
  }

  arcLengthMm(arc: number): number {
    return this.arrays.edgeLengthMm[arc >>> 1] as number;
  }

  /** Node at which an arc starts. */
  arcTail(arc: number): number {
    const { edgeFrom, edgeTo } = this.arrays;
    return ((arc & 1) === 0 ? edgeFrom : edgeTo)[arc >>> 1] as number;
  }

  /** Node at which an arc ends. */
  arcHead(arc: number): number {
    return this.arcTail(arc ^ 1);
  }

  /** Street name, else road number, else an empty string. */
  streetName(arc: number): string {
    const { edgeName, nameStart, nameText } = this.arrays;
    const name = edgeName[arc >>> 1] as number;
    return String.fromCharCode(...nameText.subarray(nameStart[name], nameStart[name + 1]));
  }

  highwayClass(arc: number): string {
    return this.meta.highwayClasses[this.arrays.edgeClass[arc >>> 1] as number] ?? '';
  }

  /** Shape of an arc in driving direction, degrees. */
  arcShape(arc: number): LatLon[] {
    const { shapeStart, shapeLatE7, shapeLonE7 } = this.arrays;
    const points: LatLon[] = [];
    for (let i = shapeStart[arc >>> 1] as number; i < (shapeStart[(arc >>> 1) + 1] as number); i++)
      points.push({ lat: (shapeLatE7[i] as number) / 1e7, lon: (shapeLonE7[i] as number) / 1e7 });
    return (arc & 1) === 0 ? points : points.reverse();
  }
}
