import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { SourceDescription } from '../sources/source.schema.js';
import type { DuckDbProcess } from './duckdb-process.js';
import type { Reject } from './intake.js';
import { mentionSql } from './mention-sql.js';
import { contentRejects, loadRows, usedColumns } from './source-rows.js';
import { ident, literal } from './sql-text.js';

/** What became of one file. `rejects` are rows left out; a refused batch changes nothing. */
export type ImportResult =
  | {
      ok: true;
      batch: number;
      /** The very same file was taken before: nothing was done. */
      repeated: boolean;
      records: number;
      changed: number;
      removed: number;
      rejects: readonly Reject[];
    }
  | { ok: false; reason: string; rejects: readonly Reject[] };

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/**
 * Takes one file into the staging tables as one batch: wholly or not at all. Rows whose content is known
 * are left alone, changed ones replace their record with all its mentions, so that a batch that was cut
 * off is simply run again.
 */
export async function importFile(
  db: DuckDbProcess,
  source: SourceDescription,
  file: string,
  takenAt: string,
): Promise<ImportResult> {
  const path = resolve(file);
  const loaded = await loadChecked(db, source, path);
  if (!loaded.ok) return loaded;
  const { records, rejects } = loaded;
  const facts = {
    file: await sha256OfFile(path),
    description: createHash('sha256').update(JSON.stringify(source)).digest('hex'),
    takenAt,
  };
  const repeated = await lastBatchIf(db, source.name, facts);
  if (repeated !== null) {
    return { ok: true, batch: repeated, repeated: true, records, changed: 0, removed: 0, rejects };
  }
  await db.run('BEGIN');
  try {
    const done = await takeRows(db, source, facts);
    await db.run('COMMIT');
    return { ok: true, repeated: false, rejects, ...done };
  } catch (error) {
    await db.run('ROLLBACK');
    throw error;
  }
}

type Loaded =
  | { ok: true; records: number; rejects: readonly Reject[] }
  | { ok: false; reason: string; rejects: readonly Reject[] };

/** Table `loaded`, and `bad_row` within it; refused when there are more bad rows than are tolerated. */
async function loadChecked(
  db: DuckDbProcess,
  source: SourceDescription,
  path: string,
): Promise<Loaded> {
  const structural = await loadRows(db, source, path);
  const [table] = await db.rows<[number]>(
    "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'loaded'",
  );
  if ((table?.[0] ?? 0) === 0) {
    const reason = structural[0]?.reason ?? 'the file cannot be read';
    return { ok: false, reason, rejects: structural };
  }
  const bad = await contentRejects(db, source, path);
  const rejects = [...structural, ...bad];
  const [rows] = await db.rows<[number]>('SELECT count(*) FROM loaded');
  const all = (rows?.[0] ?? 0) + structural.length;
  if (rejects.length > source.toleratedRejects * all) {
    const reason = `${rejects.length} of ${all} rows cannot be taken; nothing was changed`;
    return { ok: false, reason, rejects };
  }
  return { ok: true, records: all - rejects.length, rejects };
}

/** Number of the source's last batch when it was this very file, read in this very way. */
async function lastBatchIf(
  db: DuckDbProcess,
  source: string,
  facts: BatchFacts,
): Promise<number | null> {
  const [last] = await db.rows<[number, string, string]>(
    `SELECT id, file_sha256, description_sha256 FROM batch WHERE source = ${literal(source)} ORDER BY id DESC LIMIT 1`,
  );
  return last?.[1] === facts.file && last[2] === facts.description ? last[0] : null;
}

interface BatchFacts {
  readonly file: string;
  readonly description: string;
  readonly takenAt: string;
}

async function takeRows(
  db: DuckDbProcess,
  source: SourceDescription,
  facts: BatchFacts,
): Promise<{ batch: number; records: number; changed: number; removed: number }> {
  const name = literal(source.name);
  const [next] = await db.rows<[number]>('SELECT coalesce(max(id), 0) + 1 FROM batch');
  const batch = next?.[0] ?? 1;
  const columns = usedColumns(source).map((c) => `coalesce(${ident(c)}, chr(0))`);
  // the description is part of the hash: another reading of the same row is another content
  const content = `sha256(concat_ws(chr(1), ${literal(facts.description)}, ${columns.join(', ')}))`;
  await db.run(`CREATE OR REPLACE TEMP TABLE keyed_row AS
    SELECT *, trim(${ident(source.recordKey)}) AS record_key, ${content} AS row_hash FROM loaded
    WHERE rowid NOT IN (SELECT row_at FROM bad_row)`);
  await db.run(`CREATE OR REPLACE TEMP TABLE changed_row AS SELECT k.* FROM keyed_row k ANTI JOIN
    (SELECT record_key, row_hash FROM record WHERE source = ${name}) r USING (record_key, row_hash)`);
  await db.run(
    source.refresh === 'full'
      ? `CREATE OR REPLACE TEMP TABLE gone AS SELECT record_key FROM record WHERE source = ${name}
           AND record_key NOT IN (SELECT record_key FROM keyed_row)`
      : 'CREATE OR REPLACE TEMP TABLE gone (record_key VARCHAR)',
  );
  for (const table of ['mention', 'mention_link', 'record']) {
    await db.run(`DELETE FROM ${table} WHERE source = ${name} AND record_key IN
      (SELECT record_key FROM changed_row UNION ALL SELECT record_key FROM gone)`);
  }
  await db.run(
    `INSERT INTO record SELECT ${name}, record_key, row_hash, ${batch} FROM changed_row`,
  );
  for (const m of source.mentions) await db.run(`INSERT INTO mention ${mentionSql(source, m)}`);
  for (const l of source.links) {
    await db.run(`INSERT INTO mention_link SELECT ${name}, a.record_key, ${l.from}, ${l.to}, ${literal(l.role)}
      FROM mention a JOIN mention b USING (source, record_key)
      WHERE source = ${name} AND a.mention_no = ${l.from} AND b.mention_no = ${l.to}
        AND record_key IN (SELECT record_key FROM changed_row)`);
  }
  const [counts] = await db.rows<[number, number, number]>(`SELECT (SELECT count(*) FROM keyed_row),
    (SELECT count(*) FROM changed_row), (SELECT count(*) FROM gone)`);
  const [records, changed, removed] = counts ?? [0, 0, 0];
  await db.run(`INSERT INTO batch VALUES (${batch}, ${name}, ${literal(facts.file)}, ${literal(facts.description)},
    ${literal(facts.takenAt)}, ${records})`);
  await db.run('DROP TABLE loaded; DROP TABLE keyed_row; DROP TABLE changed_row; DROP TABLE gone');
  return { batch, records, changed, removed };
}
