import type { LatLon } from '@muster/contracts';
import { cosE7, greatCircleM, toE7 } from './great-circle.js';
import type { RoadGraph } from './road-graph.js';

export interface PointOnArc extends LatLon {
  /** Driving direction, degrees clockwise from north, 0 to below 360. */
  readonly bearingDeg: number;
}

interface ShapeSegment {
  readonly a: LatLon;
  readonly b: LatLon;
  readonly startMm: number;
  readonly endMm: number;
}

function segmentsOf(graph: RoadGraph, arc: number): ShapeSegment[] {
  const points = graph.arcShape(arc);
  let startMm = 0;
  return points.slice(1).map((b, i) => {
    const a = points[i] as LatLon;
    const metres = greatCircleM(toE7(a.lat), toE7(a.lon), toE7(b.lat), toE7(b.lon));
    const segment = { a, b, startMm, endMm: startMm + Math.round(metres * 1000) };
    startMm = segment.endMm;
    return segment;
  });
}

function pointOn(segment: ShapeSegment, offsetMm: number): LatLon {
  const length = segment.endMm - segment.startMm;
  const share = length === 0 ? 0 : clampShare((offsetMm - segment.startMm) / length);
  return {
    lat: segment.a.lat + share * (segment.b.lat - segment.a.lat),
    lon: segment.a.lon + share * (segment.b.lon - segment.a.lon),
  };
}

function clampShare(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** Where one is after `offsetMm` millimetres of an arc, and which way one faces. */
export function pointOnArc(graph: RoadGraph, arc: number, offsetMm: number): PointOnArc {
  const segments = segmentsOf(graph, arc);
  const segment = (segments.find((s) => s.endMm >= offsetMm) ?? segments.at(-1)) as ShapeSegment;
  const north = segment.b.lat - segment.a.lat;
  const east = (segment.b.lon - segment.a.lon) * cosE7(toE7(segment.a.lat));
  const bearingDeg = ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
  return { ...pointOn(segment, offsetMm), bearingDeg };
}

/** The shape of a part of an arc in driving direction, its two ends included. */
export function arcPartShape(
  graph: RoadGraph,
  arc: number,
  { fromMm, toMm }: { readonly fromMm: number; readonly toMm: number },
): LatLon[] {
  const segments = segmentsOf(graph, arc);
  const { lat, lon } = pointOnArc(graph, arc, fromMm);
  const shape: LatLon[] = [{ lat, lon }];
  for (const segment of segments)
    if (segment.endMm > fromMm && segment.endMm < toMm) shape.push(segment.b);
  const end = pointOnArc(graph, arc, toMm);
  shape.push({ lat: end.lat, lon: end.lon });
  return shape;
}
