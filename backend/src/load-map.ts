import path from 'node:path';
import { isGenerated } from './roads/import/generated-map.js';
import { importMap } from './roads/import/import-map.js';
import type { LoadedMap } from './roads/loaded-map.js';

const OPEN_STREET_MAP = '© OpenStreetMap contributors, ODbL';
const GENERATED = 'Generated roads for demonstration: not a real map';

/** The map cannot be used; the message says why, for a person. */
export class MapRefused extends Error {}

/**
 * Reads a map file, or what was kept of it when it was read before.
 * @param mapsFolder where read maps are kept
 * @param say told about each phase of a first reading
 */
export async function loadMap(
  file: string,
  mapsFolder: string,
  say: (line: string) => void,
): Promise<LoadedMap> {
  let phase = '';
  const read = await importMap(file, mapsFolder, (progress) => {
    if (progress.phase !== phase && progress.phase !== 'hash') say(`map: ${progress.phase}`);
    phase = progress.phase;
  });
  if (!read.ok) throw new MapRefused(`map: ${read.detail}`);
  return {
    name: path.basename(file).replace(/\.osm\.pbf$/, ''),
    attribution: isGenerated(file) ? GENERATED : OPEN_STREET_MAP,
    imported: read.map,
  };
}
