import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OsmPbfWriter } from '../pbf/osm-pbf.writer.js';
import { generateWorld, type GeneratedWorld, type Progress } from './generate.js';
import type { WorldPlan } from './plan.js';
import { townPlan } from './plans/town.plan.js';
import { WEST_MIDLANDS_PLAN } from './plans/west-midlands.plan.js';
import type { WorldMeta } from './world-meta.js';

/** Which world: the demo world or an invented town of about this many junctions. */
export type WorldChoice =
  { readonly kind: 'west-midlands' } | { readonly kind: 'town'; readonly junctions: number };

export function planOf(choice: WorldChoice): WorldPlan {
  return choice.kind === 'town' ? townPlan(choice.junctions) : WEST_MIDLANDS_PLAN;
}

/** The bytes of the `.osm.pbf` of a generated world. */
export function encodeWorld(world: GeneratedWorld): Uint8Array {
  const chunks: Uint8Array[] = [];
  const writer = new OsmPbfWriter((chunk) => chunks.push(chunk), {
    bounds: world.meta.bounds,
    writingProgram: 'muster simulators',
    source: world.meta.name,
  });
  for (const node of world.elements.nodes) writer.node(node);
  for (const way of world.elements.ways) writer.way(way);
  for (const relation of world.elements.relations) writer.relation(relation);
  writer.end();
  return Buffer.concat(chunks);
}

export interface WrittenWorld {
  readonly mapFile: string;
  readonly metaFile: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly meta: WorldMeta;
}

/**
 * Generates a world into a folder: `world.osm.pbf` and `world.json`. Each file appears whole or not
 * at all, the map before its description.
 */
export function writeWorld(
  folder: string,
  choice: WorldChoice,
  seed: number,
  progress?: Progress,
): WrittenWorld {
  const world = generateWorld(planOf(choice), seed, progress);
  progress?.('writing the map', 0.9);
  const map = encodeWorld(world);
  mkdirSync(folder, { recursive: true });
  const mapFile = join(folder, 'world.osm.pbf');
  const metaFile = join(folder, 'world.json');
  writeWhole(mapFile, map);
  writeWhole(metaFile, `${JSON.stringify(world.meta, null, 1)}\n`);
  progress?.('done', 1);
  const sha256 = createHash('sha256').update(map).digest('hex');
  return { mapFile, metaFile, bytes: map.length, sha256, meta: world.meta };
}

function writeWhole(file: string, content: Uint8Array | string): void {
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
}
