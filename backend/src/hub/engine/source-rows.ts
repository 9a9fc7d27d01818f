import type { SourceDescription } from '../sources/source.schema.js';
import { faultOfFile, LONGEST_LINE_BYTES, readCsvHeader } from './csv-header.js';
import type { DuckDbProcess } from './duckdb-process.js';
import { structuralRejects } from './intake.js';
import type { Reject } from './intake.js';
import { ident, idents, literal } from './sql-text.js';

/** Every column that a description reads, each once. */
export function usedColumns(source: SourceDescription): string[] {
  const from = (v: SourceDescription['grade']): string[] =>
    typeof v === 'object' ? [v.column] : [];
  const named = source.mentions.flatMap((m) => [
    ...from(m.role),
    ...Object.values(m.fields).flat(),
    ...m.markers.flatMap((k) => Object.values(k).filter((c) => c !== undefined)),
    ...m.opinions,
  ]);
  const own = [source.recordKey, ...(source.recordedOn === undefined ? [] : [source.recordedOn])];
  return [...new Set([...own, ...from(source.classification), ...from(source.grade), ...named])];
}

/**
 * Loads a file into the temporary table `loaded`: the used columns as text, in the order of the file.
 * Answers what could not be read; a file that cannot be read at all is one reject of row 0 or 1.
 */
export async function loadRows(
  db: DuckDbProcess,
  source: SourceDescription,
  path: string,
): Promise<Reject[]> {
  await db.run('DROP TABLE IF EXISTS loaded');
  const wanted = usedColumns(source);
  const refused = (row: number, column: string, reason: string): Reject[] => [
    { file: path, row, column, reason },
  ];
  if (source.format === 'csv') return loadCsv(db, path, wanted);
  const fault = faultOfFile(path, source.format !== 'parquet');
  if (fault !== null) return refused(1, '', fault);
  const sql =
    source.format === 'parquet' ? parquetSql(path, wanted) : jsonSql(source, path, wanted);
  try {
    await db.run(`CREATE TEMP TABLE loaded AS ${sql}`);
  } catch (error) {
    const message = (error as Error).message.split('\n')[0] as string;
    return refused(Number(/line (\d+)/i.exec(message)?.[1] ?? 0), '', message);
  }
  return [];
}

function jsonSql(source: SourceDescription, path: string, wanted: readonly string[]): string {
  const types = wanted.map((c) => `${literal(c)}: 'VARCHAR'`).join(', ');
  const format = source.format === 'ndjson' ? 'newline_delimited' : 'array';
  return `SELECT ${idents(wanted)} FROM read_json(${literal(path)}, columns = {${types}},
    format = '${format}', maximum_object_size = ${LONGEST_LINE_BYTES}, compression = 'uncompressed')`;
}

function parquetSql(path: string, wanted: readonly string[]): string {
  const columns = wanted.map((c) => `CAST(${ident(c)} AS VARCHAR) AS ${ident(c)}`);
  return `SELECT ${columns.join(', ')} FROM read_parquet(${literal(path)})`;
}

async function loadCsv(
  db: DuckDbProcess,
  path: string,
  wanted: readonly string[],
): Promise<Reject[]> {
  const header = readCsvHeader(path);
  if (!header.ok)
    return [{ file: path, row: header.row, column: header.column, reason: header.reason }];
  const { columns, delimiter } = header;
  const absent = wanted.filter((c) => !columns.includes(c));
  if (absent.length > 0) {
    return absent.map((column) => ({ file: path, row: 1, column, reason: 'no such column' }));
  }
  const types = columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ');
  const picked = wanted.map((c) => `c${columns.indexOf(c)} AS ${ident(c)}`);
  try {
    await db.run(`CREATE TEMP TABLE loaded AS SELECT ${picked.join(', ')} FROM read_csv(${literal(path)},
      header = true, auto_detect = false, delim = ${literal(delimiter)}, quote = '"', escape = '"',
      columns = {${types}}, store_rejects = true, rejects_limit = 0,
      max_line_size = ${LONGEST_LINE_BYTES}, compression = 'none')`);
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0] as string;
    return [{ file: path, row: 0, column: '', reason }];
  }
  return structuralRejects(db, { path, columns });
}

/** Rows of `loaded` that cannot be kept: table `bad_row`, and what is wrong with each. */
export async function contentRejects(
  db: DuckDbProcess,
  source: SourceDescription,
  path: string,
): Promise<Reject[]> {
  const columns = usedColumns(source);
  const nul = columns.map((c, i) => `WHEN contains(${ident(c)}, chr(0)) THEN ${i}`);
  const key = `NULLIF(trim(${ident(source.recordKey)}), '')`;
  await db.run(`CREATE OR REPLACE TEMP TABLE bad_row AS SELECT * FROM (
    SELECT rowid AS row_at, CASE ${nul.join(' ')} END AS nul_at, ${key} AS key,
      row_number() OVER (PARTITION BY ${key} ORDER BY rowid) AS nth FROM loaded)
    WHERE nul_at IS NOT NULL OR key IS NULL OR length(key) > 200 OR nth > 1`);
  const rows = await db.rows<[number, number | null, string | null, number]>(
    'SELECT row_at, nul_at, key, nth FROM bad_row ORDER BY row_at',
  );
  const reasonOf = (nulAt: number | null, k: string | null, nth: number): string => {
    if (nulAt !== null) return 'NUL character';
    if (k === null) return 'no record key';
    return nth > 1 ? 'record key seen before' : 'record key longer than 200 characters';
  };
  return rows.map(([at, nulAt, k, nth]) => ({
    file: path,
    row: at + (source.format === 'csv' ? 2 : 1),
    column: nulAt === null ? source.recordKey : (columns[nulAt] ?? ''),
    reason: reasonOf(nulAt, k, nth),
  }));
}
