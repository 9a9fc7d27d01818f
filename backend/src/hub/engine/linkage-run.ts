import type { LinkageSettings } from '../settings/settings.schema.js';
import { budgetRules } from './block.js';
import type { RuleBudget } from './block.js';
import type { DuckDbProcess } from './duckdb-process.js';
import { createRawTable, loadInput } from './intake.js';
import type { InputFile, Reject } from './intake.js';
import { limitOdds } from './limit-odds.js';
import { sealModel } from './model.js';
import type { LinkageModel } from './model.js';
import { modelComparisons } from './model-comparisons.js';
import { loadTerms, recordsSql } from './pairs.js';
import { resolveSettings } from './resolve-settings.js';
import { chooseThreshold, createEdgeTable, evidenceCounts, scorePairs } from './score.js';
import { readNicknames } from './settings-file.js';
import { loadNicknames, settleDateOrders, standardise } from './standardise.js';
import { trainChances } from './train.js';
import type { TrainingReport } from './train.js';

/** Told what is going on, one line at a time. */
export type Progress = (line: string) => void;

/** Outcome of loading: records taken, rows refused, and the settings cut down to the data. */
export type LoadResult =
  | { ok: true; records: number; rejects: Reject[]; settings: LinkageSettings; dropped: string[] }
  | { ok: false; reason: string; rejects: Reject[] };

/** Loads all inputs into numbered, standardised records (table `std`) and locks the process. */
export async function loadRecords(
  db: DuckDbProcess,
  inputs: readonly InputFile[],
  settings: LinkageSettings,
  progress: Progress,
): Promise<LoadResult> {
  const present = new Set(inputs.flatMap((i) => [...i.fields.keys()]));
  const resolved = resolveSettings(settings, present);
  if (!resolved.ok) return { ok: false, reason: resolved.reason, rejects: [] };
  const fields = Object.keys(resolved.settings.fields);
  await createRawTable(db, fields);
  const rejects: Reject[] = [];
  for (const input of inputs) {
    progress(`reading ${input.path}`);
    rejects.push(...(await loadInput(db, input, fields)));
  }
  const prepared = await standardiseRaw(db, resolved.settings, progress);
  if (prepared === null) return { ok: false, reason: 'fewer than two usable records', rejects };
  return { ok: true, ...prepared, rejects, dropped: resolved.dropped };
}

/**
 * Turns table `raw` into numbered, standardised records (table `std`) and locks the process. Null when there
 * are fewer than two.
 */
export async function standardiseRaw(
  db: DuckDbProcess,
  settings: LinkageSettings,
  progress: Progress,
): Promise<{ records: number; settings: LinkageSettings } | null> {
  await loadNicknames(db, readNicknames());
  await db.lock();
  const settled = await settleDateOrders(db, settings);
  await db.run(`CREATE TABLE numbered AS SELECT CAST(row_number() OVER (ORDER BY source, key) - 1 AS INTEGER) AS rid, *
    EXCLUDE (line) FROM raw; DROP TABLE raw`);
  const [count] = await db.rows<[number]>('SELECT count(*) FROM numbered');
  const records = count?.[0] ?? 0;
  if (records < 2) return null;
  progress(`standardising ${records} records`);
  await standardise(db, settled, 'numbered', 'std');
  return { records, settings: settled };
}

/** How the inputs are paired when the settings leave it open. */
export function settleMode(mode: LinkageSettings['mode'], inputs: number): LinkageModel['mode'] {
  if (mode !== 'auto') return mode;
  return inputs > 1 ? 'link-and-dedupe' : 'dedupe';
}

/** Number of pairs that could match under a mode. */
export async function countPossiblePairs(
  db: DuckDbProcess,
  mode: LinkageModel['mode'],
): Promise<number> {
  const rows = await db.rows<[number]>(
    'SELECT CAST(count(*) AS DOUBLE) FROM std GROUP BY source ORDER BY source',
  );
  const sizes = rows.map(([n]) => n);
  const all = sizes.reduce((sum, n) => sum + n, 0);
  const within = sizes.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  if (mode === 'dedupe') return Math.max(1, within);
  const every = (all * (all - 1)) / 2;
  return Math.max(1, mode === 'link' ? every - within : every);
}

/** A trained model and how it came about; the edges of the training records are scored as well. */
export interface TrainingOutcome {
  readonly model: LinkageModel;
  readonly runs: readonly TrainingReport[];
  readonly budgets: readonly RuleBudget[];
}

/** Trains on table `std`, scores all its pairs into `edge`, and seals the model. No labels are read. */
export async function trainModel(
  db: DuckDbProcess,
  settings: LinkageSettings,
  mode: LinkageModel['mode'],
  progress: Progress,
): Promise<TrainingOutcome> {
  const possible = await countPossiblePairs(db, mode);
  const [count] = await db.rows<[number]>('SELECT count(*) FROM std');
  const records = count?.[0] ?? 0;
  progress('estimating m and u');
  const trained = await trainChances(db, settings, mode, possible);
  const odds = await limitOdds(db, settings, mode, trained.chances);
  const comparisons = await modelComparisons(db, settings, trained.chances);
  const exhaustive = (records * (records - 1)) / 2 <= settings.budgets.exhaustivePairs;
  const budgets = exhaustive ? [] : await budgetRules(db, settings, records);
  // log2 odds of a match between two records at random; evidence that outweighs it makes even odds
  const guess = Math.log2(trained.share / (1 - trained.share)) * 1000;
  const scoring = {
    settings,
    mode,
    comparisons,
    limits: settings.limits.map((l, i) => ({
      name: l.name,
      comparisons: l.comparisons,
      most: Math.round((odds[i] ?? 0) - guess),
    })),
    exhaustive,
    blocking: budgets.map((b) => ({ name: b.name, stopKeys: b.stopKeys })),
  };
  const keepEvidence = Math.round(-guess) - KEPT_BELOW_EVEN;
  await scoreAll(db, scoring, keepEvidence, progress);
  const counts = await evidenceCounts(db);
  const { prior, threshold } = chooseThreshold(counts, possible, settings.linking);
  const model = sealModel({
    format: 'muster-linkage-model',
    version: 1,
    ...scoring,
    trainedRecords: records,
    priorWeight: prior.weight,
    linkWeight: threshold.weight,
    keepWeight: keepEvidence + prior.weight,
    expected: {
      matches: prior.expectedMatches,
      precision: threshold.expectedPrecision,
      recall: threshold.expectedRecall,
    },
  });
  return { model, runs: trained.runs, budgets };
}

/** Edges are kept down to this many millibits below even odds. */
const KEPT_BELOW_EVEN = 10_000;

type Scoring = Parameters<typeof scorePairs>[1];

/** Builds the compared records (`rec`) and fills `edge` with every pair that the rules bring together. */
export async function scoreAll(
  db: DuckDbProcess,
  scoring: Scoring,
  keepEvidence: number,
  progress: Progress,
): Promise<void> {
  await loadTerms(db, scoring);
  await db.run(`CREATE OR REPLACE TABLE rec AS ${recordsSql(scoring, 'std')}`);
  await db.run('DROP TABLE IF EXISTS edge');
  await createEdgeTable(db);
  await scorePairs(
    db,
    scoring,
    { left: 'rec', right: 'rec', keepEvidence },
    (pass, passes, edges) => progress(`scored pass ${pass} of ${passes}: ${edges} edges`),
  );
}
