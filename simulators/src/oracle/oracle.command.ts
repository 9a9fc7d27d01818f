import { parseArgs } from 'node:util';
import { streamFor } from '../random/stream.js';
import { compareSides, type Mismatch } from './comparison.js';
import { engineNetwork } from './engine-network.js';
import { oracleNetwork } from './oracle-network.js';
import { OracleScene } from './oracle-scene.js';
import { readMapObjects } from './osm-objects.js';

export interface OracleOptions {
  readonly mapFile: string;
  readonly queries: number;
  readonly seed: number;
  readonly units?: number;
  readonly onProgress?: (done: number) => void;
}

export interface OracleReport {
  readonly map: string;
  readonly queries: number;
  readonly mismatches: number;
  readonly seed: number;
  readonly units: number;
  readonly edges: number;
  readonly turnBans: number;
  /** Incidents farther from any road than the snapping limit, on both sides. */
  readonly offNetwork: number;
  readonly routesCompared: number;
  readonly queriesPerS: number;
  readonly engineMeanUs: number;
  readonly firstMismatches: readonly Mismatch[];
}

const DEFAULT_UNITS = 300;
const SHOWN_MISMATCHES = 3;

/** Compares the engine's search with the brute-force oracle on random queries over a map file. */
export async function compareOnMap(options: OracleOptions): Promise<OracleReport> {
  const { mapFile, queries, seed } = options;
  const map = await readMapObjects(mapFile);
  const graph = engineNetwork(map);
  const network = oracleNetwork(map);
  const units = options.units ?? DEFAULT_UNITS;
  const anchors = network.pieces.flatMap((piece) => piece.nodes);
  const sceneOptions = { anchors, edgeCount: graph.edgeCount, unitCount: units };
  const scene = new OracleScene(streamFor(seed, 'oracle'), sceneOptions);
  const started = performance.now();
  const onQuery = options.onProgress;
  const result = compareSides({ graph, network, scene, queries, ...(onQuery && { onQuery }) });
  const seconds = (performance.now() - started) / 1000;
  return {
    map: mapFile,
    queries,
    mismatches: result.mismatches.length,
    seed,
    units,
    edges: graph.edgeCount,
    turnBans: graph.meta.turnBans,
    offNetwork: result.offNetwork,
    routesCompared: result.routesCompared,
    queriesPerS: Math.round((queries / seconds) * 10) / 10,
    engineMeanUs: Math.round((result.engineMs / queries) * 1000),
    firstMismatches: result.mismatches.slice(0, SHOWN_MISMATCHES),
  };
}

const USAGE = 'oracle --map FILE.osm.pbf [--queries 1000] [--seed 1] [--units 300] [--json]';

/**
 * The `oracle` command. Prints a report (one JSON line with `--json`).
 * Returns the exit code: 0 without a mismatch, 1 with one, 2 for wrong arguments.
 */
export async function runOracle(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      map: { type: 'string' },
      queries: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      units: { type: 'string', default: String(DEFAULT_UNITS) },
      json: { type: 'boolean', default: false },
    },
  });
  const [queries, seed, units] = [values.queries, values.seed, values.units].map(Number);
  if (!values.map || !isCount(queries) || !isCount(units) || !Number.isInteger(seed)) {
    process.stderr.write(`usage: ${USAGE}\n`);
    return 2;
  }
  const every = Math.max(1, Math.floor(queries / 10));
  const report = await compareOnMap({
    mapFile: values.map,
    queries,
    seed: seed as number,
    units,
    onProgress: (done) => {
      if (done % every === 0) process.stderr.write(`oracle: ${done} of ${queries}\n`);
    },
  });
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : describe(report));
  return report.mismatches === 0 ? 0 : 1;
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value > 0;
}

function describe(report: OracleReport): string {
  const lines = Object.entries(report).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `${lines.join('\n')}\n`;
}
