import type { BasemapKind } from './gazetteer.js';

type Tags = Readonly<Record<string, string>>;

const GREEN_LEISURE = new Set(['park', 'garden', 'golf_course', 'nature_reserve', 'pitch']);
const GREEN_LANDUSE = new Set([
  'grass',
  'meadow',
  'recreation_ground',
  'village_green',
  'cemetery',
  'allotments',
]);
const RAIL = new Set(['rail', 'light_rail', 'tram']);
const WATERWAYS = new Set(['river', 'canal', 'stream']);

type Reader = (tags: Tags) => BasemapKind | undefined;
const when = (holds: boolean, kind: BasemapKind): BasemapKind | undefined =>
  holds ? kind : undefined;

/** In order: the first that answers decides. */
const READERS: readonly Reader[] = [
  (tags) => when(tags['natural'] === 'water' || tags['waterway'] === 'riverbank', 'water'),
  (tags) => when(tags['landuse'] === 'reservoir' || tags['landuse'] === 'basin', 'water'),
  (tags) => when(WATERWAYS.has(tags['waterway'] ?? ''), 'waterway'),
  (tags) => when(tags['natural'] === 'wood' || tags['landuse'] === 'forest', 'wood'),
  (tags) => when(GREEN_LEISURE.has(tags['leisure'] ?? ''), 'green'),
  (tags) => when(GREEN_LANDUSE.has(tags['landuse'] ?? ''), 'green'),
  (tags) => when(RAIL.has(tags['railway'] ?? ''), 'rail'),
  (tags) => when('building' in tags && tags['building'] !== 'no', 'building'),
];

/** What a way is drawn as on the basemap, or undefined where it is not drawn (roads are not here). */
export function basemapKind(tags: Tags): BasemapKind | undefined {
  for (const read of READERS) {
    const kind = read(tags);
    if (kind) return kind;
  }
  return undefined;
}

const LINES: ReadonlySet<BasemapKind> = new Set(['waterway', 'rail']);

/** Whether a kind is an area rather than a line. */
export function isArea(kind: BasemapKind): boolean {
  return !LINES.has(kind);
}
