import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { probabilityOf } from '@muster/engine';
import type { ReviewItem } from '@muster/engine';
import type { DuckDbProcess } from './duckdb-process.js';
import type { Reject } from './intake.js';
import type { LinkageModel } from './model.js';

const PAGE = 100_000;

/** One CSV cell; text that a spreadsheet would run as a formula is made inert with an apostrophe. */
export function csvCell(value: string): string {
  const isFormula = /^[=+@\t\r]/.test(value) || /^-(?![\d.])/.test(value);
  const inert = isFormula ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function writeRows(path: string, header: string, rows: Iterable<readonly string[]>): void {
  const lines = [header];
  for (const row of rows) lines.push(row.map(csvCell).join(','));
  writeFileSync(path, `${lines.join('\n')}\n`);
}

/** Stores the clusters beside the records (table `cluster`: rid, root). */
export async function storeClusters(db: DuckDbProcess, roots: Int32Array): Promise<void> {
  await db.run('CREATE OR REPLACE TEMP TABLE cluster (rid INTEGER, root INTEGER)');
  const step = 500_000;
  for (let from = 0; from < roots.length; from += step) {
    const part = roots.slice(from, from + step);
    await db.append('cluster', [Int32Array.from(part, (_, i) => from + i), part]);
  }
}

/**
 * Writes `record_id,cluster_id,probability` in order of record id (with `source` as a fourth column when
 * there are several). The cluster id is the id of its first record; the probability is that of the
 * record's strongest link inside its cluster, 1 for a record on its own.
 */
export async function writeClusters(
  db: DuckDbProcess,
  model: LinkageModel,
  records: number,
  path: string,
): Promise<void> {
  await db.run(`CREATE OR REPLACE TEMP TABLE best AS SELECT rid, max(evidence) AS evidence FROM (
      SELECT l AS rid, r AS other, evidence FROM edge UNION ALL SELECT r, l, evidence FROM edge) e
    JOIN cluster c USING (rid) JOIN cluster d ON d.rid = e.other WHERE c.root = d.root GROUP BY rid`);
  await db.run(
    'CREATE OR REPLACE TEMP TABLE cluster_size AS SELECT root, count(*) AS n FROM cluster GROUP BY root',
  );
  const [sources] = await db.rows<[number]>('SELECT count(DISTINCT source) FROM std');
  const several = (sources?.[0] ?? 1) > 1;
  const file = openSync(path, 'w');
  try {
    writeSync(file, `record_id,cluster_id,probability${several ? ',source' : ''}\n`);
    for (let from = 0; from < records; from += PAGE) {
      const rows = await db.rows<[string, string, string, string, number | null, boolean]>(
        `SELECT s.key, s.source, f.key, f.source, b.evidence, z.n > 1
         FROM std s JOIN cluster c USING (rid) JOIN std f ON f.rid = c.root JOIN cluster_size z ON z.root = c.root LEFT JOIN best b ON b.rid = s.rid
         WHERE s.rid >= ${from} AND s.rid < ${from + PAGE} ORDER BY s.rid`,
      );
      const lines = rows.map(([key, source, firstKey, firstSource, evidence, shared]) => {
        const id = several ? `${firstSource}/${firstKey}` : firstKey;
        const weight = evidence === null ? model.linkWeight : evidence + model.priorWeight;
        const p = shared ? probabilityOf(weight).toFixed(6) : '1.000000';
        return [key, id, p, ...(several ? [source] : [])].map(csvCell).join(',');
      });
      if (lines.length > 0) writeSync(file, `${lines.join('\n')}\n`);
    }
  } finally {
    closeSync(file);
  }
}

/** Writes what was not taken in: file, row, column, reason. */
export function writeRejects(path: string, rejects: readonly Reject[]): void {
  const rows = rejects.map((r) => [r.file, String(r.row), r.column, r.reason]);
  writeRows(path, 'file,row,column,reason', rows);
}

/** Writes the pairs held back for a steward. */
export async function writeReview(
  db: DuckDbProcess,
  path: string,
  review: readonly ReviewItem[],
): Promise<void> {
  const rids = [...new Set(review.flatMap((r) => [r.left, r.right]))];
  const rows =
    rids.length === 0
      ? []
      : await db.rows<[number, string]>(
          `SELECT rid, key FROM std WHERE rid IN (${rids.join(',')})`,
        );
  const keys = new Map(rows);
  const lines = review.map((r) => [
    r.reason,
    keys.get(r.left) ?? '',
    keys.get(r.right) ?? '',
    probabilityOf(r.weight).toFixed(6),
  ]);
  writeRows(path, 'reason,left_record_id,right_record_id,probability', lines);
}

/** Writes text to a file. */
export function writeText(path: string, text: string): void {
  writeFileSync(path, text);
}

/** Text of a file, or null when there is none. */
export function readText(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
