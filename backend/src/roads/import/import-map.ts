import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { RoadIntake, type RoadIntakeResult } from '@muster/engine';
import { GazetteerIntake } from './gazetteer-intake.js';
import type { Gazetteer } from './gazetteer.js';
import type { ImportProgress, ImportReport } from './import-report.js';
import {
  cacheFolder,
  hashFile,
  readCachedMap,
  writeCachedMap,
  type ImportedMap,
} from './map-cache.js';
import { mapReader, type MapReader } from './map-file.js';
import { OsmFormatError } from './osm-stream.js';

export type ImportResult =
  | { readonly ok: true; readonly map: ImportedMap; readonly fromCache: boolean }
  | {
      readonly ok: false;
      readonly reason: 'no-such-file' | 'unknown-format' | 'not-a-map' | 'no-roads';
      /** For a person to read. */
      readonly detail: string;
    };

export interface ImportOptions {
  /** Keep building outlines for the basemap (several times the size). */
  readonly withBuildings?: boolean;
}

/**
 * Reads a map file (.osm.pbf, .osm or .osm.gz) into a road graph, addresses, streets, places and basemap, or takes them
 * from `cacheDir` where the same file was read before. Two passes over the file; memory is bounded
 * by what is kept, not by the file.
 */
export async function importMap(
  file: string,
  cacheDir: string,
  onProgress: (progress: ImportProgress) => void = () => undefined,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const fileBytes = await fileSize(file);
  if (fileBytes === undefined)
    return { ok: false, reason: 'no-such-file', detail: `${file} is not a readable file` };
  const reader = mapReader(file);
  if (!reader)
    return {
      ok: false,
      reason: 'unknown-format',
      detail: `${file}: unpack or convert it to .osm.pbf`,
    };
  const share = (phase: ImportProgress['phase']) => (bytes: number) =>
    onProgress({ phase, share: Math.min(1, bytes / Math.max(1, fileBytes)) });
  const fileHash = await hashFile(file, share('hash'));
  const withBuildings = options.withBuildings ?? false;
  const folder = cacheFolder(cacheDir, fileHash, withBuildings ? 'buildings' : 'plain');
  const cached = await readCachedMap(folder);
  if (cached) return { ok: true, map: cached, fromCache: true };
  const read = await readMap({ file, reader, fileHash, withBuildings, share, onProgress });
  if (!read.ok) return read;
  const report = reportOf(read, { file, fileBytes, fileHash });
  const map = { graph: read.roads.graph, gazetteer: read.gazetteer, report };
  onProgress({ phase: 'write', share: 0 });
  await writeCachedMap(folder, map);
  onProgress({ phase: 'write', share: 1 });
  return { ok: true, map, fromCache: false };
}

async function fileSize(file: string): Promise<number | undefined> {
  try {
    const info = await stat(file);
    return info.isFile() ? info.size : undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

interface ReadInput {
  readonly file: string;
  readonly reader: MapReader;
  readonly fileHash: string;
  readonly withBuildings: boolean;
  readonly share: (phase: ImportProgress['phase']) => (bytes: number) => void;
  readonly onProgress: (progress: ImportProgress) => void;
}
interface ReadMap {
  readonly ok: true;
  readonly roads: RoadIntakeResult;
  readonly gazetteer: Gazetteer;
}

async function readMap(input: ReadInput): Promise<ReadMap | Extract<ImportResult, { ok: false }>> {
  const roads = new RoadIntake();
  const gazetteer = new GazetteerIntake({ withBuildings: input.withBuildings });
  try {
    await readWays(input, roads, gazetteer);
    await readNodes(input, roads, gazetteer);
  } catch (error) {
    if (!(error instanceof OsmFormatError)) throw error;
    return { ok: false, reason: 'not-a-map', detail: `${input.file}: ${error.message}` };
  }
  input.onProgress({ phase: 'build', share: 0 });
  const built = roads.finish(`${basename(input.file)} sha256:${input.fileHash.slice(0, 16)}`);
  if (built.mainComponentArcs === 0)
    return { ok: false, reason: 'no-roads', detail: `${input.file} holds no drivable road` };
  const read = { ok: true, roads: built, gazetteer: gazetteer.finish(built.graph) } as const;
  input.onProgress({ phase: 'build', share: 1 });
  return read;
}

async function readWays(
  input: ReadInput,
  roads: RoadIntake,
  gazetteer: GazetteerIntake,
): Promise<void> {
  const options = { withNodeTags: false, onBytes: input.share('roads') };
  for await (const block of input.reader(input.file, options))
    for (const item of block) {
      if (item.type === 'way') {
        gazetteer.addWay(item);
        roads.addWay(item.id, item.refs, item.tags ?? {});
      } else if (item.type === 'relation')
        roads.addRelation(item.id, item.tags ?? {}, item.members);
    }
}

async function readNodes(
  input: ReadInput,
  roads: RoadIntake,
  gazetteer: GazetteerIntake,
): Promise<void> {
  const options = { withNodeTags: true, onBytes: input.share('nodes') };
  for await (const block of input.reader(input.file, options))
    for (const item of block) {
      if (item.type !== 'node') continue;
      roads.addNode(item.id, item, item.tags);
      gazetteer.addNode(item);
    }
}

function reportOf(
  { roads, gazetteer }: ReadMap,
  file: Pick<ImportReport, 'file' | 'fileBytes' | 'fileHash'>,
): ImportReport {
  const { graph } = roads;
  let oneWayEdges = 0;
  for (let edge = 0; edge < graph.edgeCount; edge++)
    if (graph.arcExists(2 * edge) !== graph.arcExists(2 * edge + 1)) oneWayEdges++;
  return {
    ...file,
    graphVersion: graph.version,
    graphBytes: graph.buffer.byteLength,
    junctions: graph.nodeCount,
    edges: graph.edgeCount,
    drivableArcs: roads.drivableArcs,
    oneWayEdges,
    mainComponentArcs: roads.mainComponentArcs,
    restrictionsApplied: roads.restrictionsApplied,
    restrictionsUnusable: roads.restrictionsUnusable,
    counts: roads.counts,
    addresses: gazetteer.addresses.length,
    streets: gazetteer.streets.length,
    places: gazetteer.places.length,
    basemapShapes: gazetteer.basemap.length,
  };
}
