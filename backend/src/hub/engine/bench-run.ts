import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peopleSql } from './bench-people.js';
import { clusterEdges } from './cluster-run.js';
import { DuckDbProcess } from './duckdb-process.js';
import { describeInputs } from './intake.js';
import { loadRecords, trainModel } from './linkage-run.js';
import type { Progress } from './linkage-run.js';
import { loadTerms, recordsSql } from './pairs.js';
import { scorePairs } from './score.js';
import { readSettings } from './settings-file.js';
import { ident, literal } from './sql-text.js';
import { standardise } from './standardise.js';

/** Size and limits of a bench. */
export interface BenchRequest {
  readonly rows: number;
  readonly delta: number;
  readonly seed: number;
  readonly memoryMb: number;
  readonly threads: number | undefined;
}

/** Figures of a bench. Seconds are wall time. `totalS` is file to clusters, model training included. */
export interface BenchResult {
  readonly rows: number;
  readonly totalS: number;
  readonly loadS: number;
  readonly trainAndScoreS: number;
  readonly blockScoreS: number;
  readonly clusterS: number;
  readonly deltaRows: number;
  readonly deltaS: number;
  readonly pairsPerRow: number;
  readonly pairsPerS: number;
  readonly edges: number;
  readonly clusters: number;
  readonly peakRssMb: number;
  readonly seed: number;
}

/** Generates people to a CSV file, links it, scores it once more alone, and adds a batch of new rows. */
export async function benchLinkage(
  request: BenchRequest,
  clock: () => number,
  progress: Progress,
): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  try {
    return await benchIn(folder, request, clock, progress);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchIn(
  folder: string,
  request: BenchRequest,
  clock: () => number,
  progress: Progress,
): Promise<BenchResult> {
  const { rows, delta, seed, memoryMb, threads } = request;
  const open = (path: string): Promise<DuckDbProcess> =>
    DuckDbProcess.open({ memoryMb, threads, tempFolder: join(folder, 'temp'), path });
  progress(`generating ${rows} records`);
  const file = join(folder, 'people.csv');
  const maker = await open(':memory:');
  await maker.run(`COPY (${peopleSql(0, rows, seed)}) TO ${literal(file)} (HEADER)`);
  await maker.close();
  const read = readSettings('bench-persons');
  if (!read.ok) throw new Error(read.reason);
  const db = await open(join(folder, 'link.duckdb'));
  try {
    const seconds = timer(clock);
    const described = describeInputs([file], read.settings, { map: new Map() });
    if (!described.ok) throw new Error(described.reject.reason);
    const loaded = await loadRecords(db, described.inputs, read.settings, progress);
    if (!loaded.ok) throw new Error(loaded.reason);
    const loadS = seconds();
    const { model, budgets } = await trainModel(db, loaded.settings, 'dedupe', progress);
    const trainAndScoreS = seconds();
    progress('clustering');
    const { roots } = await clusterEdges(db, model, loaded.records);
    const clusterS = seconds();
    const pairs = budgets.reduce((sum, b) => sum + b.pairs, 0);
    await db.run('CREATE OR REPLACE TABLE edge (l INTEGER, r INTEGER, evidence INTEGER)');
    seconds();
    const keepEvidence = model.keepWeight - model.priorWeight;
    await scorePairs(db, model, { left: 'rec', right: 'rec', keepEvidence });
    const blockScoreS = seconds();
    progress(`adding ${delta} records`);
    await db.run(`CREATE TABLE delta_raw AS SELECT CAST(${rows} + row_number() OVER (ORDER BY id) - 1 AS INTEGER) AS rid,
      'people' AS source, id AS key, first_name AS given, surname, dob, address AS street, postcode
      FROM (${peopleSql(rows, rows + delta, seed)})`);
    seconds();
    await standardise(db, model.settings, 'delta_raw', 'std_new');
    await loadTerms(db, model);
    await db.run(`CREATE TABLE rec_new AS ${recordsSql(model, 'std_new')}`);
    await scorePairs(db, model, { left: 'rec', right: 'rec_new', keepEvidence });
    await scorePairs(db, model, { left: 'rec_new', right: 'rec_new', keepEvidence });
    await db.run(`INSERT INTO rec BY NAME SELECT * FROM ${ident('rec_new')}`);
    await clusterEdges(db, model, rows + delta);
    const deltaS = seconds();
    const [edges] = await db.rows<[number]>('SELECT count(*) FROM edge');
    return {
      rows,
      totalS: round(loadS + trainAndScoreS + clusterS),
      loadS: round(loadS),
      trainAndScoreS: round(trainAndScoreS),
      blockScoreS: round(blockScoreS),
      clusterS: round(clusterS),
      deltaRows: delta,
      deltaS: round(deltaS),
      pairsPerRow: round(pairs / rows),
      pairsPerS: Math.round(pairs / blockScoreS),
      edges: edges?.[0] ?? 0,
      clusters: roots.reduce((n, root, rid) => (root === rid ? n + 1 : n), 0),
      peakRssMb: Math.round(await db.peakRssMb()),
      seed,
    };
  } finally {
    await db.close();
  }
}

function timer(clock: () => number): () => number {
  let last = clock();
  return () => {
    const now = clock();
    const spent = (now - last) / 1000;
    last = now;
    return spent;
  };
}

function round(x: number): number {
  return Math.round(x * 1000) / 1000;
}
