import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { decodeRoadGraph, ROAD_GRAPH_FORMAT, UK_SPEED_TABLE, type RoadGraph } from '@muster/engine';
import type { Gazetteer } from './gazetteer.js';
import type { ImportReport } from './import-report.js';

/** A map as kept on disk and in memory. */
export interface ImportedMap {
  readonly graph: RoadGraph;
  readonly gazetteer: Gazetteer;
  readonly report: ImportReport;
}

/** Raised whenever what is kept beside the graph changes. */
const EXTRAS_FORMAT = 1;
const GRAPH_FILE = 'graph.bin';
const EXTRAS_FILE = 'extras.json.gz';

/** SHA-256 of a file, hex, read as a stream. */
export async function hashFile(file: string, onBytes: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    onBytes((bytes += chunk.length));
  }
  return hash.digest('hex');
}

/** Folder of a map in the cache: a new file, format or speed table is a new folder. */
export function cacheFolder(cacheDir: string, fileHash: string, variant: string): string {
  const formats = `g${ROAD_GRAPH_FORMAT}e${EXTRAS_FORMAT}-${UK_SPEED_TABLE.version}-${variant}`;
  return join(cacheDir, `${fileHash.slice(0, 32)}-${formats}`);
}

/** Reads a cached map; undefined where there is none or it is not whole, and then it is made anew. */
export async function readCachedMap(folder: string): Promise<ImportedMap | undefined> {
  try {
    const graphBytes = await readFile(join(folder, GRAPH_FILE));
    const { buffer, byteOffset, byteLength } = graphBytes;
    const decoded = decodeRoadGraph(buffer.slice(byteOffset, byteOffset + byteLength));
    if (!decoded.ok) return undefined;
    const text = await promisify(gunzip)(await readFile(join(folder, EXTRAS_FILE)));
    const extras = JSON.parse(text.toString('utf8')) as Omit<ImportedMap, 'graph'>;
    return { graph: decoded.graph, ...extras };
  } catch (error) {
    if (isUnusable(error)) return undefined;
    throw error;
  }
}

/** A missing file, damaged compression or damaged JSON all mean: import again. */
function isUnusable(error: unknown): boolean {
  if (error instanceof SyntaxError) return true;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return code === 'ENOENT' || code.startsWith('Z_');
}

/** Writes a map beside its final folder and renames it there in one step. */
export async function writeCachedMap(folder: string, map: ImportedMap): Promise<void> {
  await mkdir(join(folder, '..'), { recursive: true });
  const draft = await mkdtemp(`${folder}.draft-`);
  const { gazetteer, report } = map;
  const extras = await promisify(gzip)(JSON.stringify({ gazetteer, report }), { level: 1 });
  await writeFile(join(draft, GRAPH_FILE), new Uint8Array(map.graph.buffer));
  await writeFile(join(draft, EXTRAS_FILE), extras);
  await rm(folder, { recursive: true, force: true });
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process may have put the same map there first.
    if (!(await isFolder(folder))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path)).isDirectory();
}
