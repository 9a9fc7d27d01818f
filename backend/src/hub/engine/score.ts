import { expectedBestThreshold, selfConsistentPrior, weightOf } from '@muster/engine';
import type { Prior, Threshold, WeightCount } from '@muster/engine';
import { passCount } from './block.js';
import type { DuckDbProcess } from './duckdb-process.js';
import type { LinkageModel } from './model.js';
import { scoredSql } from './pairs.js';

type Scoring = Pick<
  LinkageModel,
  'settings' | 'comparisons' | 'limits' | 'blocking' | 'exhaustive' | 'mode'
>;

/** Called after each pass with its number, the number of passes and the edges so far. */
export type PassProgress = (pass: number, passes: number, edges: number) => void;

/** Creates the edge table: record numbers, evidence in millibits without the prior. */
export async function createEdgeTable(db: DuckDbProcess): Promise<void> {
  await db.run('CREATE TABLE edge (l INTEGER, r INTEGER, evidence INTEGER)');
}

/** Blocks and scores `left` against `right` (the same table twice for all pairs within it). */
export async function scorePairs(
  db: DuckDbProcess,
  model: Scoring,
  tables: { readonly left: string; readonly right: string; readonly keepEvidence: number },
  progress: PassProgress = () => undefined,
): Promise<void> {
  const passes = passCount(model);
  for (let i = 0; i < passes; i += 1) {
    const scored = scoredSql(model, i, tables.left, tables.right);
    await db.run(
      `INSERT INTO edge SELECT l, r, evidence FROM (${scored}) WHERE evidence >= ${tables.keepEvidence}`,
    );
    const [count] = await db.rows<[number]>('SELECT count(*) FROM edge');
    progress(i + 1, passes, count?.[0] ?? 0);
  }
}

/** Weight bucket in millibits for counting edges. */
const BUCKET = 50;

/** Number of edges by evidence, in buckets of 1/20 bit. */
export async function evidenceCounts(db: DuckDbProcess): Promise<WeightCount[]> {
  const rows = await db.rows<[number, number]>(
    `SELECT CAST(floor(evidence / ${BUCKET}) * ${BUCKET} AS INTEGER) AS b, count(*) FROM edge GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(([weight, count]) => ({ weight, count }));
}

/** Prior and threshold from the evidence counts alone. */
export function chooseThreshold(
  counts: readonly WeightCount[],
  possiblePairs: number,
  linking: LinkageModel['settings']['linking'],
): { prior: Prior; threshold: Threshold } {
  const prior = selfConsistentPrior(counts, possiblePairs);
  const total = counts.map((c) => ({ weight: c.weight + prior.weight, count: c.count }));
  const threshold = expectedBestThreshold(total, {
    minPrecision: linking.minPrecision,
    minWeight: weightOf(linking.minProbability),
    maxWeight: weightOf(linking.maxProbability),
  });
  return { prior, threshold };
}
