import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { readCsvHeader } from './csv-header.js';
import { DuckDbProcess } from './duckdb-process.js';
import { runLinkage } from './link-job.js';
import type { Progress } from './linkage-run.js';
import type { LinkageModel } from './model.js';
import { readSettings, settingsFolder } from './settings-file.js';
import { literal } from './sql-text.js';

const labelledSet = z.strictObject({
  name: z.string(),
  file: z.string(),
  settings: z.string(),
  id: z.string(),
  label: z.string().optional(),
  /** Pattern whose first group, found in the record id, is the label. */
  labelPattern: z.string().optional(),
});
type LabelledSet = z.infer<typeof labelledSet>;

/** Score of one labelled set. `precision`, `recall` and `f1` are over linked pairs. */
export interface SetScore {
  readonly records: number;
  readonly truePairs: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly clusterPrecision: number;
  readonly clusterRecall: number;
  readonly clusterF1: number;
  readonly seconds: number;
}

/** Scores by name of the set; sets whose file is absent are named. */
export interface Evaluation {
  readonly sets: Record<string, SetScore>;
  readonly absent: readonly string[];
}

/**
 * Links every labelled set found in `folder` and only then compares with its labels. The label column is
 * hidden from the linkage.
 */
export async function evaluateSets(
  folder: string,
  only: readonly string[],
  clock: () => number,
  progress: Progress,
): Promise<Evaluation> {
  const text = readFileSync(join(settingsFolder(), 'evaluation.yaml'), 'utf8');
  const sets: Record<string, SetScore> = {};
  const absent: string[] = [];
  for (const set of z.array(labelledSet).parse(parse(text))) {
    if (only.length > 0 && !only.includes(set.name)) continue;
    const file = [join(folder, set.file), join(folder, 'linkage', set.file)].find(existsSync);
    if (file === undefined) absent.push(set.name);
    else sets[set.name] = await evaluateSet(set, file, clock, progress);
  }
  return { sets, absent };
}

async function evaluateSet(
  set: LabelledSet,
  file: string,
  clock: () => number,
  progress: Progress,
): Promise<SetScore> {
  const started = clock();
  const read = readSettings(set.settings);
  if (!read.ok) throw new Error(read.reason);
  progress(`${set.name}: linking`);
  const outcome = await runLinkage(
    {
      inputs: [file],
      settings: read.settings,
      choices: {
        map: new Map(),
        idColumn: set.id,
        hidden: set.label === undefined ? [] : [set.label],
      },
      memoryMb: 2048,
    },
    (line) => progress(`${set.name}: ${line}`),
  );
  if (!outcome.ok) throw new Error(outcome.reason);
  try {
    const seconds = (clock() - started) / 1000;
    const keys = await outcome.db.rows<[string]>('SELECT key FROM std ORDER BY rid');
    const labels = await readLabels(set, file);
    const truth = keys.map(([key]) => labels.get(key) ?? '');
    const links = await outcome.db.rows<[number, number]>(linksSql(outcome.model));
    return { ...score(truth, links, outcome.clusters.roots), seconds };
  } finally {
    await outcome.close();
  }
}

function linksSql(model: LinkageModel): string {
  return `SELECT l, r FROM edge WHERE evidence >= ${model.linkWeight - model.priorWeight}`;
}

function score(
  truth: readonly string[],
  links: readonly (readonly [number, number])[],
  roots: Int32Array,
): Omit<SetScore, 'seconds'> {
  const truePairs = pairsWithin(truth);
  const right = links.filter(([l, r]) => truth[l] === truth[r]).length;
  const together = pairsWithin(Array.from(roots, String));
  const clusterRight = pairsWithin(truth.map((t, i) => `${t}|${roots[i]}`));
  return {
    records: truth.length,
    truePairs,
    precision: ratio(right, links.length),
    recall: ratio(right, truePairs),
    f1: ratio(2 * right, links.length + truePairs),
    clusterPrecision: ratio(clusterRight, together),
    clusterRecall: ratio(clusterRight, truePairs),
    clusterF1: ratio(2 * clusterRight, together + truePairs),
  };
}

function ratio(a: number, b: number): number {
  return b === 0 ? 1 : a / b;
}

/** Number of pairs with equal values. */
function pairsWithin(values: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
}

async function readLabels(set: LabelledSet, file: string): Promise<Map<string, string>> {
  const header = readCsvHeader(file);
  if (!header.ok) throw new Error(header.reason);
  const at = (name: string): number => header.columns.indexOf(name);
  const db = await DuckDbProcess.open({ memoryMb: 512, tempFolder: tmpdir(), path: ':memory:' });
  try {
    const id = `trim(c${at(set.id)})`;
    const label =
      set.label === undefined
        ? `regexp_extract(${id}, ${literal(set.labelPattern ?? '')}, 1)`
        : `trim(c${at(set.label)})`;
    const types = header.columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ');
    const rows = await db.rows<[string, string]>(
      `SELECT ${id}, ${label} FROM read_csv(${literal(file)}, header = true, auto_detect = false, delim = ${literal(header.delimiter)}, columns = {${types}})`,
    );
    return new Map(rows);
  } finally {
    await db.close();
  }
}
