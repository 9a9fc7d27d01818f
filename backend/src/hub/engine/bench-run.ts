import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peopleSql } from './bench-people.js';
import { clusterEdges } from './cluster-run.js';
import { DuckDbProcess } from './duckdb-process.js';
import { describeInputs } from './intake.js';
import { loadRecords, trainModel } from './linkage-run.js';
import type { Progress } from './linkage-run.js';
import type { LinkageModel } from './model.js';
import { loadTerms, recordsSql } from './pairs.js';
import { scorePairs } from './score.js';
import { readSettings } from './settings-file.js';
import { literal } from './sql-text.js';
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
  const db = await open(join(folder, 'link.duckdb'));
  try {
    const full = await fullRun(db, file, clock, progress);
    const seconds = timer(clock);
    await db.run('CREATE OR REPLACE TABLE edge (l INTEGER, r INTEGER, evidence INTEGER)');
    seconds();
    await scorePairs(db, full.model, {
      left: 'rec',
      right: 'rec',
      keepEvidence: keptFrom(full.model),
    });
    const blockScoreS = seconds();
    progress(`adding ${delta} records`);
    const deltaS = await addDelta(db, full.model, request, clock);
    const [edges] = await db.rows<[number]>('SELECT count(*) FROM edge');
    const { totalS, loadS, trainAndScoreS, clusterS, clusters, pairs } = full;
    return {
      rows,
      totalS,
      loadS,
      trainAndScoreS,
      clusterS,
      clusters,
      blockScoreS: round(blockScoreS),
      deltaRows: delta,
      deltaS: round(deltaS),
      pairsPerRow: round(pairs / rows),
      pairsPerS: Math.round(pairs / blockScoreS),
      edges: edges?.[0] ?? 0,
      peakRssMb: Math.round(await db.peakRssMb()),
      seed,
    };
  } finally {
    await db.close();
  }
}

function keptFrom(model: LinkageModel): number {
  return model.keepWeight - model.priorWeight;
}

type FullRun = Pick<
  BenchResult,
  'totalS' | 'loadS' | 'trainAndScoreS' | 'clusterS' | 'clusters'
> & {
  readonly model: LinkageModel;
  readonly pairs: number;
};

/** File to clusters: load and standardise, train and score, cluster. */
async function fullRun(
  db: DuckDbProcess,
  file: string,
  clock: () => number,
  progress: Progress,
): Promise<FullRun> {
  const read = readSettings('bench-persons');
  if (!read.ok) throw new Error(read.reason);
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
  return {
    model,
    pairs: budgets.reduce((sum, b) => sum + b.pairs, 0),
    totalS: round(loadS + trainAndScoreS + clusterS),
    loadS: round(loadS),
    trainAndScoreS: round(trainAndScoreS),
    clusterS: round(clusterS),
    clusters: roots.reduce((n, root, rid) => (root === rid ? n + 1 : n), 0),
  };
}

/** Seconds to standardise, score and cluster a batch of new rows on top of all others. */
async function addDelta(
  db: DuckDbProcess,
  model: LinkageModel,
  { rows, delta, seed }: BenchRequest,
  clock: () => number,
): Promise<number> {
  await db.run(`CREATE TABLE delta_raw AS SELECT CAST(${rows} + row_number() OVER (ORDER BY id) - 1 AS INTEGER) AS rid,
    'people' AS source, id AS key, first_name AS given, surname, dob, address AS street, postcode
    FROM (${peopleSql(rows, rows + delta, seed)})`);
  const seconds = timer(clock);
  const keepEvidence = keptFrom(model);
  await standardise(db, model.settings, 'delta_raw', 'std_new');
  await loadTerms(db, model);
  await db.run(`CREATE TABLE rec_new AS ${recordsSql(model, 'std_new')}`);
  await scorePairs(db, model, { left: 'rec', right: 'rec_new', keepEvidence });
  await scorePairs(db, model, { left: 'rec_new', right: 'rec_new', keepEvidence });
  await db.run('INSERT INTO rec BY NAME SELECT * FROM rec_new');
  await clusterEdges(db, model, rows + delta);
  return seconds();
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
