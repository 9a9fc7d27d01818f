import { readOsmObjects, type OsmObject, type OsmReadOptions } from './osm-stream.js';
import { readOsmXml } from './osm-xml-stream.js';

/** Streams the objects of a map file; throws `OsmFormatError` where it is not whole. */
export type MapReader = (file: string, options: OsmReadOptions) => AsyncGenerator<OsmObject[]>;

/** The reader for a file by its name; anything unknown is tried as .osm.pbf. */
export function mapReader(file: string): MapReader | undefined {
  const name = file.toLowerCase();
  if (name.endsWith('.osm') || name.endsWith('.osm.gz')) return readOsmXml;
  if (/\.(bz2|zip|xz|7z|geojson|geojsonl|json|csv|gz)$/.test(name)) return undefined;
  return readOsmObjects;
}
