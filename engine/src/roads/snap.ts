import { cosE7, greatCircleM, METRES_PER_E7, toE7 } from './great-circle.js';
import { ARC_MAIN, type RoadGraph, type RoadPlace } from './road-graph.js';

/** Farther than this from any road, a point is off the road network. */
export const SNAP_LIMIT_M = 500;

export interface Snap extends RoadPlace {
  /** Straight distance from the point to the road. */
  readonly distanceM: number;
  readonly lat: number;
  readonly lon: number;
}

interface Nearest {
  point: number;
  distanceMm: number;
  /** Position along the segment, 0 at its first shape point and 1 at its last. */
  share: number;
}

/**
 * Finds the nearest road to a point, exactly: the smallest distance in whole millimetres over all
 * segments, ties to the lower way id and then the earlier segment. Only the largest strongly
 * connected component counts, so nothing is snapped to where it could not leave or be reached.
 * Returns undefined beyond `limitM`.
 */
export function snapToRoad(
  graph: RoadGraph,
  position: { readonly lat: number; readonly lon: number },
  limitM: number = SNAP_LIMIT_M,
): Snap | undefined {
  const latE7 = toE7(position.lat);
  const lonE7 = toE7(position.lon);
  const nearest = new SegmentSearch(graph, latE7, lonE7).run(limitM);
  return nearest && placeOnEdge(graph, nearest);
}

class SegmentSearch {
  private readonly cos: number;
  private readonly best: Nearest = { point: -1, distanceMm: Infinity, share: 0 };

  constructor(
    private readonly graph: RoadGraph,
    private readonly latE7: number,
    private readonly lonE7: number,
  ) {
    this.cos = cosE7(latE7);
  }

  run(limitM: number): Nearest | undefined {
    const { meta } = this.graph;
    const row = Math.floor((this.latE7 - meta.south) / meta.gridCellLatE7);
    const col = Math.floor((this.lonE7 - meta.west) / meta.gridCellLonE7);
    const limitMm = limitM * 1000;
    for (let ring = 0; ; ring++) {
      const nearestMm = this.ringDistanceMm(ring, row, col);
      if (nearestMm > limitMm || nearestMm > this.best.distanceMm + 1) break;
      this.scanRing(ring, row, col);
    }
    return this.best.point >= 0 && this.best.distanceMm <= limitMm ? this.best : undefined;
  }

  /** Least distance from the point to a cell of the ring. */
  private ringDistanceMm(ring: number, row: number, col: number): number {
    if (ring === 0) return 0;
    const { meta } = this.graph;
    const inLat = this.latE7 - meta.south - row * meta.gridCellLatE7;
    const inLon = this.lonE7 - meta.west - col * meta.gridCellLonE7;
    const whole = ring - 1;
    const lat = whole * meta.gridCellLatE7 + Math.min(inLat, meta.gridCellLatE7 - inLat);
    const lon = whole * meta.gridCellLonE7 + Math.min(inLon, meta.gridCellLonE7 - inLon);
    return Math.min(lat, lon * this.cos) * METRES_PER_E7 * 1000;
  }

  private scanRing(ring: number, row: number, col: number): void {
    for (let r = row - ring; r <= row + ring; r++) {
      const wholeRow = r === row - ring || r === row + ring;
      const step = wholeRow || ring === 0 ? 1 : 2 * ring;
      for (let c = col - ring; c <= col + ring; c += step) this.scanCell(r, c);
    }
  }

  private scanCell(row: number, col: number): void {
    const { meta, arrays } = this.graph;
    if (row < 0 || col < 0 || row >= meta.gridRows || col >= meta.gridCols) return;
    const cell = row * meta.gridCols + col;
    const end = arrays.gridStart[cell + 1] as number;
    for (let i = arrays.gridStart[cell] as number; i < end; i++)
      this.measure(arrays.gridSegment[i] as number);
  }

  /** Distance to a segment in the plane that touches the sphere at the point asked for. */
  private measure(point: number): void {
    const { shapeLatE7, shapeLonE7 } = this.graph.arrays;
    const ax = ((shapeLonE7[point] as number) - this.lonE7) * this.cos * METRES_PER_E7;
    const ay = ((shapeLatE7[point] as number) - this.latE7) * METRES_PER_E7;
    const bx = ((shapeLonE7[point + 1] as number) - this.lonE7) * this.cos * METRES_PER_E7;
    const by = ((shapeLatE7[point + 1] as number) - this.latE7) * METRES_PER_E7;
    const dx = bx - ax;
    const dy = by - ay;
    const squared = dx * dx + dy * dy;
    const along = squared === 0 ? 0 : -(ax * dx + ay * dy) / squared;
    const share = Math.min(1, Math.max(0, along));
    const distanceMm = Math.round(Math.hypot(ax + share * dx, ay + share * dy) * 1000);
    const { best } = this;
    if (distanceMm > best.distanceMm) return;
    if (distanceMm === best.distanceMm && !this.comesBefore(point, best.point)) return;
    best.point = point;
    best.distanceMm = distanceMm;
    best.share = share;
  }

  /** Between segments equally near: the lower way id, then the earlier segment. */
  private comesBefore(point: number, other: number): boolean {
    const way = wayOfPoint(this.graph, point);
    const otherWay = wayOfPoint(this.graph, other);
    return way === otherWay ? point < other : way < otherWay;
  }
}

function wayOfPoint({ arrays }: RoadGraph, point: number): number {
  return arrays.edgeWayId[edgeOfPoint(arrays.shapeStart, point)] as number;
}

function edgeOfPoint(shapeStart: Uint32Array, point: number): number {
  let low = 0;
  let high = shapeStart.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((shapeStart[middle] as number) <= point) low = middle;
    else high = middle - 1;
  }
  return low;
}

function placeOnEdge(graph: RoadGraph, nearest: Nearest): Snap {
  const { shapeStart, shapeLatE7, shapeLonE7, arcFlags } = graph.arrays;
  const { point, share } = nearest;
  const edge = edgeOfPoint(shapeStart, point);
  let offsetMm = Math.round(share * segmentMm(graph, point));
  for (let p = shapeStart[edge] as number; p < point; p++) offsetMm += segmentMm(graph, p);
  const lengthMm = graph.arrays.edgeLengthMm[edge] as number;
  offsetMm = Math.min(offsetMm, lengthMm);
  const latE7 = mix(shapeLatE7, point, share);
  const lonE7 = mix(shapeLonE7, point, share);
  const inMain = (arc: number): boolean => ((arcFlags[arc] as number) & ARC_MAIN) !== 0;
  const along = inMain(2 * edge);
  const against = inMain(2 * edge + 1);
  return {
    arc: along ? 2 * edge : 2 * edge + 1,
    offsetMm: along ? offsetMm : lengthMm - offsetMm,
    oppositeArc: along && against ? 2 * edge + 1 : -1,
    oppositeOffsetMm: along && against ? lengthMm - offsetMm : 0,
    distanceM: nearest.distanceMm / 1000,
    lat: latE7 / 1e7,
    lon: lonE7 / 1e7,
  };
}

function segmentMm(graph: RoadGraph, point: number): number {
  const { shapeLatE7: lat, shapeLonE7: lon } = graph.arrays;
  const metres = greatCircleM(
    lat[point] as number,
    lon[point] as number,
    lat[point + 1] as number,
    lon[point + 1] as number,
  );
  return Math.round(metres * 1000);
}

function mix(values: Int32Array, point: number, share: number): number {
  const a = values[point] as number;
  return Math.round(a + share * ((values[point + 1] as number) - a));
}
