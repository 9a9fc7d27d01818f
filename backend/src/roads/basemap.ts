import type { RoadGraph } from '@muster/engine';
import type { ImportedMap } from './import/map-cache.js';

type Position = [lon: number, lat: number];

interface Feature {
  type: 'Feature';
  properties: Record<string, string | number>;
  geometry:
    | { type: 'LineString'; coordinates: Position[] }
    | { type: 'Polygon'; coordinates: Position[][] }
    | { type: 'Point'; coordinates: Position };
}

const PLACE_RANKS: Record<string, number> = {
  city: 1,
  town: 2,
  suburb: 3,
  village: 3,
  neighbourhood: 4,
  hamlet: 4,
};
const LEAST_RANK = 5;

/** The whole basemap as GeoJSON text: areas first, then rails and roads, then place names. Five decimals are about a metre. */
export function basemapGeoJson({ graph, gazetteer }: ImportedMap): string {
  const features: Feature[] = [
    ...gazetteer.basemap.map((shape) => shapeFeature(shape.kind, shape.closed, shape.latLonE7)),
    ...roadFeatures(graph),
    ...gazetteer.places.map((place): Feature => ({
      type: 'Feature',
      properties: { kind: 'place', name: place.name, rank: PLACE_RANKS[place.kind] ?? LEAST_RANK },
      geometry: { type: 'Point', coordinates: toPosition(place.latE7, place.lonE7) },
    })),
  ];
  return JSON.stringify({ type: 'FeatureCollection', features });
}

function shapeFeature(kind: string, closed: boolean, latLonE7: readonly number[]): Feature {
  const line: Position[] = [];
  for (let at = 0; at + 1 < latLonE7.length; at += 2) {
    line.push(toPosition(latLonE7[at] as number, latLonE7[at + 1] as number));
  }
  const drawn = kind === 'wood' ? 'green' : kind === 'waterway' ? 'water' : kind;
  const geometry: Feature['geometry'] = closed
    ? { type: 'Polygon', coordinates: [line] }
    : { type: 'LineString', coordinates: line };
  return { type: 'Feature', properties: { kind: drawn }, geometry };
}

/** Roads, the pieces of one way joined again where they follow each other. */
function* roadFeatures(graph: RoadGraph): Generator<Feature> {
  let line: Position[] = [];
  let last = -1;
  for (let edge = 0; edge < graph.edgeCount; edge += 1) {
    if (last >= 0 && !continues(graph, last, edge)) {
      yield roadFeature(graph, last, line);
      line = [];
    }
    const shape = graph.arcShape(edge * 2).map(({ lat, lon }) => toPosition(lat * 1e7, lon * 1e7));
    line.push(...(line.length === 0 ? shape : shape.slice(1)));
    last = edge;
  }
  if (last >= 0) yield roadFeature(graph, last, line);
}

function continues(graph: RoadGraph, edge: number, next: number): boolean {
  const { edgeWayId, edgeFrom, edgeTo } = graph.arrays;
  return edgeWayId[edge] === edgeWayId[next] && edgeTo[edge] === edgeFrom[next];
}

function roadFeature(graph: RoadGraph, edge: number, coordinates: Position[]): Feature {
  const name = graph.streetName(edge * 2);
  return {
    type: 'Feature',
    properties: { kind: 'road', class: graph.highwayClass(edge * 2), ...(name ? { name } : {}) },
    geometry: { type: 'LineString', coordinates },
  };
}

function toPosition(latE7: number, lonE7: number): Position {
  return [Math.round(lonE7 / 100) / 1e5, Math.round(latE7 / 100) / 1e5];
}
