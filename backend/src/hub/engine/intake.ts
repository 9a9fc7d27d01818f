import { basename, extname, resolve } from 'node:path';
import type { LinkageSettings } from '../settings/settings.schema.js';
import { LONGEST_LINE_BYTES, readCsvHeader } from './csv-header.js';
import type { DuckDbProcess } from './duckdb-process.js';
import { ident, idents, literal } from './sql-text.js';

/** One input file and its columns. */
export interface InputFile {
  readonly path: string;
  readonly source: string;
  readonly columns: readonly string[];
  readonly delimiter: string;
  /** Field → positions of its columns, in order of preference. */
  readonly fields: ReadonlyMap<string, readonly number[]>;
  /** Position of the record id; null when rows are numbered instead. */
  readonly keyColumn: number | null;
}

/** A row or file that was not taken in. */
export interface Reject {
  readonly file: string;
  readonly row: number;
  readonly column: string;
  readonly reason: string;
}

/** Inputs ready to load, or the refusal of one of them. */
export type InputResult = { ok: true; inputs: InputFile[] } | { ok: false; reject: Reject };

/** What the person who runs the linkage says about columns. */
export interface ColumnChoices {
  /** field → column name, from `--map`. */
  readonly map: ReadonlyMap<string, string>;
  readonly idColumn?: string | undefined;
  /** Columns that must not be used (labels of a test set). */
  readonly hidden?: readonly string[];
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Reads the headers and assigns columns to fields. */
export function describeInputs(
  paths: readonly string[],
  settings: LinkageSettings,
  choices: ColumnChoices,
): InputResult {
  const inputs: InputFile[] = [];
  const taken = new Set<string>();
  for (const path of paths) {
    const header = readCsvHeader(path);
    if (!header.ok) {
      const { row, column, reason } = header;
      return { ok: false, reject: { file: path, row, column, reason } };
    }
    const source = freeName(basename(path, extname(path)), taken);
    const found = assignColumns(header.columns, settings, choices);
    if (typeof found === 'string') {
      return { ok: false, reject: { file: path, row: 1, column: found, reason: 'no such column' } };
    }
    inputs.push({ path: resolve(path), source, ...header, ...found });
  }
  return { ok: true, inputs };
}

function freeName(base: string, taken: Set<string>): string {
  let name = base;
  for (let n = 2; taken.has(name); n += 1) name = `${base}-${n}`;
  taken.add(name);
  return name;
}

function assignColumns(
  columns: readonly string[],
  settings: LinkageSettings,
  choices: ColumnChoices,
): { fields: Map<string, number[]>; keyColumn: number | null } | string {
  const hidden = new Set((choices.hidden ?? []).map(plainName));
  const plain = columns.map((c) => (hidden.has(plainName(c)) ? '' : plainName(c)));
  const at = (name: string): number => plain.indexOf(plainName(name));
  const named = [
    ...choices.map.values(),
    ...(choices.idColumn === undefined ? [] : [choices.idColumn]),
  ];
  const unknown = named.find((name) => at(name) < 0);
  if (unknown !== undefined) return unknown;
  const fields = new Map<string, number[]>();
  for (const [name, field] of Object.entries(settings.fields)) {
    const chosen = choices.map.get(name);
    const wanted = chosen === undefined ? field.columns : [chosen];
    const positions = [...new Set(wanted.map(at).filter((i) => i >= 0))];
    if (positions.length > 0) fields.set(name, field.joined ? positions : positions.slice(0, 1));
  }
  const ids = choices.idColumn === undefined ? settings.recordId : [choices.idColumn];
  return { fields, keyColumn: ids.map(at).find((i) => i >= 0) ?? null };
}

/** Creates the table that all inputs are loaded into: text only, one column per field. */
export async function createRawTable(db: DuckDbProcess, fields: readonly string[]): Promise<void> {
  const columns = fields.map((f) => `${ident(f)} VARCHAR`);
  await db.run(
    `CREATE TABLE raw (source VARCHAR, key VARCHAR, line BIGINT${columns.map((c) => `, ${c}`).join('')})`,
  );
}

/** Loads one file; rows that cannot be read are answered as rejects, all others are taken. */
export async function loadInput(
  db: DuckDbProcess,
  input: InputFile,
  fields: readonly string[],
): Promise<Reject[]> {
  const types = input.columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ');
  const options = `header = true, auto_detect = false, delim = ${literal(input.delimiter)}, quote = '"', escape = '"',
    columns = {${types}}, store_rejects = true, rejects_limit = 0, max_line_size = ${LONGEST_LINE_BYTES}, compression = 'none'`;
  await db.run('DROP TABLE IF EXISTS loaded');
  try {
    await db.run(
      `CREATE TEMP TABLE loaded AS SELECT * FROM read_csv(${literal(input.path)}, ${options})`,
    );
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0] as string;
    return [{ file: input.path, row: 0, column: '', reason }];
  }
  const rejects = await structuralRejects(db, input);
  const bad = await contentRejects(db, input);
  const values = fields.map((f) => fieldValue(input, f));
  await db.run(`INSERT INTO raw (source, key, line, ${idents(fields)})
    SELECT ${literal(input.source)}, ${keySql(input)}, rowid + 2, ${values.join(', ')} FROM loaded
    WHERE rowid NOT IN (SELECT row_at FROM bad_row) ORDER BY rowid`);
  await db.run('DROP TABLE loaded; DROP TABLE bad_row');
  return [...rejects, ...bad];
}

function keySql(input: InputFile): string {
  return input.keyColumn === null ? 'CAST(rowid + 1 AS VARCHAR)' : `trim(c${input.keyColumn})`;
}

function fieldValue(input: InputFile, field: string): string {
  const columns = (input.fields.get(field) ?? []).map((i) => `NULLIF(trim(c${i}), '')`);
  if (columns.length === 0) return 'NULL';
  return columns.length === 1 ? (columns[0] as string) : `concat_ws(' ', ${columns.join(', ')})`;
}

/** Lines of the CSV file just read that do not fit its header. */
export async function structuralRejects(
  db: DuckDbProcess,
  input: Pick<InputFile, 'path' | 'columns'>,
): Promise<Reject[]> {
  const rows = await db.rows<[number, number, string, string]>(
    `SELECT line, coalesce(column_idx, 0), CAST(error_type AS VARCHAR), coalesce(error_message, '')
     FROM reject_errors QUALIFY row_number() OVER (PARTITION BY line ORDER BY column_idx) = 1 ORDER BY line`,
  );
  await db.run('DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans');
  return rows.map(([row, index, type, message]) => ({
    file: input.path,
    row,
    column: input.columns[index - 1] ?? '',
    reason: `${type.toLowerCase()}: ${message.split('\n')[0] ?? ''}`,
  }));
}

/** Rows that parse but cannot be kept: NUL characters, no record id, a record id seen before. */
async function contentRejects(db: DuckDbProcess, input: InputFile): Promise<Reject[]> {
  const nul = input.columns.map((_, i) => `WHEN contains(c${i}, chr(0)) THEN ${i}`);
  const key = keySql(input);
  await db.run(`CREATE TEMP TABLE bad_row AS SELECT * FROM (
    SELECT rowid AS row_at, CASE ${nul.join(' ')} END AS nul_at, ${key} AS key,
      row_number() OVER (PARTITION BY ${key} ORDER BY rowid) AS nth FROM loaded)
    WHERE nul_at IS NOT NULL OR key IS NULL OR key = '' OR nth > 1`);
  const rows = await db.rows<[number, number | null, string | null]>(
    'SELECT row_at, nul_at, key FROM bad_row ORDER BY row_at',
  );
  const keyName = input.keyColumn === null ? '' : (input.columns[input.keyColumn] ?? '');
  return rows.map(([at, nulAt, value]) => ({
    file: input.path,
    row: at + 2,
    column: nulAt === null ? keyName : (input.columns[nulAt] ?? ''),
    reason:
      nulAt !== null
        ? 'NUL character'
        : value === null || value === ''
          ? 'no record id'
          : 'record id seen before',
  }));
}
