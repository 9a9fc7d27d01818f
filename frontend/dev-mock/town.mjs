import { createRequire } from 'node:module';

/**
 * A town for the mock: streets as polylines and the basemap that the console draws.
 * @typedef {{ lat: number, lon: number }} Point
 * @typedef {{ name: string, class: string, line: Point[] }} Street
 * @typedef {{ name: string, bounds: { south: number, west: number, north: number, east: number }, streets: Street[], basemap: object }} Town
 */

const NAMES = [
  'Mill',
  'Station',
  'Church',
  'Victoria',
  'Park',
  'High',
  'Bridge',
  'Chapel',
  'Alma',
  'Queen',
  'Forge',
  'Orchard',
  'Canal',
  'Priory',
  'Castle',
  'Albert',
];
const KINDS = ['Street', 'Road', 'Lane', 'Avenue', 'Close'];
const DRAWN = new Set([
  'motorway',
  'trunk',
  'primary',
  'secondary',
  'tertiary',
  'unclassified',
  'residential',
  'living_street',
  'service',
  'motorway_link',
  'trunk_link',
  'primary_link',
]);

/** A grid town of `size` × `size` streets around a centre. @returns {Town} */
export function gridTown(size = 60, centre = { lat: 52.48, lon: -1.89 }) {
  const stepLat = 0.0011;
  const stepLon = 0.0018;
  const south = centre.lat - (size / 2) * stepLat;
  const west = centre.lon - (size / 2) * stepLon;
  const at = (row, column) => ({
    lat: south + row * stepLat + Math.sin(column * 0.35) * 0.0002,
    lon: west + column * stepLon + Math.cos(row * 0.3) * 0.0003,
  });
  const streets = [];
  for (let index = 0; index <= size; index += 1) {
    const steps = Array.from({ length: size + 1 }, (_, step) => step);
    streets.push(
      street(
        index,
        steps.map((step) => at(index, step)),
      ),
    );
    streets.push(
      street(
        index + 7,
        steps.map((step) => at(step, index)),
      ),
    );
  }
  const bounds = { south, west, north: south + size * stepLat, east: west + size * stepLon };
  return {
    name: 'Grid town',
    bounds,
    streets,
    basemap: basemapOf(streets, [
      { kind: 'place', name: 'Muster Town', rank: 1, point: centre },
      { kind: 'place', name: 'Eastgate', rank: 3, point: at(size * 0.6, size * 0.75) },
      { kind: 'place', name: 'Wharfside', rank: 3, point: at(size * 0.3, size * 0.25) },
    ]),
  };
}

function street(index, line) {
  const name = `${NAMES[index % NAMES.length]} ${KINDS[index % KINDS.length]}`;
  const kind =
    index % 20 === 0
      ? 'primary'
      : index % 10 === 0
        ? 'secondary'
        : index % 5 === 0
          ? 'tertiary'
          : 'residential';
  return { name, class: kind, line };
}

/** The roads and shapes of an .osm.pbf. @returns {Promise<Town>} */
export async function pbfTown(file) {
  const { createOSMStream } = createRequire(import.meta.url)('osm-pbf-parser-node');
  const read = { nodes: new Map(), streets: [], extras: [] };
  for await (const item of createOSMStream(file, { withTags: true, withInfo: false })) {
    if (item.type === 'node') takeNode(read, item);
    else if (item.type === 'way') takeWay(read, item);
  }
  const { streets, extras } = read;
  const basemap = basemapOf(streets, extras);
  return { name: 'Extract', bounds: boundsOf(streets), streets, basemap };
}

const RANKS = { city: 1, town: 2, suburb: 3, village: 3, hamlet: 4 };

function takeNode({ nodes, extras }, { id, lat, lon, tags = {} }) {
  nodes.set(id, { lat, lon });
  const rank = RANKS[tags.place];
  if (rank && tags.name) extras.push({ kind: 'place', name: tags.name, rank, point: { lat, lon } });
}

function takeWay({ nodes, streets, extras }, { refs, tags = {} }) {
  const line = refs.map((ref) => nodes.get(ref)).filter(Boolean);
  if (line.length < 2) return;
  const kind = shapeKind(tags);
  if (DRAWN.has(tags.highway)) streets.push({ name: tags.name ?? '', class: tags.highway, line });
  else if (kind) extras.push({ kind, line, closed: refs[0] === refs.at(-1) });
}

function shapeKind(tags) {
  if (tags.building) return 'building';
  if (tags.natural === 'water' || tags.waterway) return 'water';
  if (
    tags.leisure === 'park' ||
    tags.landuse === 'forest' ||
    tags.natural === 'wood' ||
    tags.landuse === 'grass'
  )
    return 'green';
  return tags.railway === 'rail' ? 'rail' : null;
}

function boundsOf(streets) {
  const bounds = { south: 90, west: 180, north: -90, east: -180 };
  for (const { line } of streets) {
    for (const { lat, lon } of line) {
      bounds.south = Math.min(bounds.south, lat);
      bounds.north = Math.max(bounds.north, lat);
      bounds.west = Math.min(bounds.west, lon);
      bounds.east = Math.max(bounds.east, lon);
    }
  }
  return bounds;
}

function basemapOf(streets, extras) {
  const coordinates = (line) => line.map(({ lat, lon }) => [round(lon), round(lat)]);
  const features = extras
    .filter((extra) => extra.line)
    .map(({ kind, line, closed }) => ({
      type: 'Feature',
      properties: { kind },
      geometry:
        closed && kind !== 'rail'
          ? { type: 'Polygon', coordinates: [coordinates(line)] }
          : { type: 'LineString', coordinates: coordinates(line) },
    }));
  for (const road of streets) {
    features.push({
      type: 'Feature',
      properties: { kind: 'road', class: road.class, ...(road.name ? { name: road.name } : {}) },
      geometry: { type: 'LineString', coordinates: coordinates(road.line) },
    });
  }
  for (const { kind, name, rank, point } of extras.filter((extra) => extra.point)) {
    features.push({
      type: 'Feature',
      properties: { kind, name, rank },
      geometry: { type: 'Point', coordinates: [round(point.lon), round(point.lat)] },
    });
  }
  return { type: 'FeatureCollection', features };
}

const round = (degrees) => Math.round(degrees * 1e5) / 1e5;
