import { soundKey } from '@muster/engine';
import type { LinkageSettings } from '../settings/settings.schema.js';
import type { DuckDbProcess } from './duckdb-process.js';
import { cleanedSql, knownSql } from './field-cleaning.js';
import { isListPart, partSql } from './field-parts.js';
import { fieldOf, usedParts } from './resolve-settings.js';
import { ident, literal } from './sql-text.js';

/** Day-month order of each date field that was left to `auto`, read off the loaded rows. */
export async function settleDateOrders(
  db: DuckDbProcess,
  settings: LinkageSettings,
): Promise<LinkageSettings> {
  const fields = { ...settings.fields };
  for (const [name, field] of Object.entries(settings.fields)) {
    if (field.type !== 'date' || field.order !== 'auto') continue;
    const nth = (n: number): string =>
      `count(*) FILTER (try_cast(regexp_extract(${ident(name)}, '^(\\d{1,2})[-/. ](\\d{1,2})[-/. ]\\d{4}', ${n}) AS INTEGER) > 12)`;
    const [row] = await db.rows<[number, number]>(`SELECT ${nth(1)}, ${nth(2)} FROM raw`);
    const [dayFirst, monthFirst] = row ?? [0, 0];
    fields[name] = { ...field, order: monthFirst > dayFirst ? 'mdy' : 'dmy' };
  }
  return { ...settings, fields };
}

/** Loads the nickname groups as a look-up table. */
export async function loadNicknames(
  db: DuckDbProcess,
  roots: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  await db.run('CREATE TABLE nickname_text (name VARCHAR, roots VARCHAR)');
  await db.append('nickname_text', [
    [...roots.keys()],
    [...roots.values()].map((r) => r.join(' ')),
  ]);
  await db.run(
    `CREATE TABLE nickname AS SELECT name, string_split(roots, ' ') AS roots FROM nickname_text`,
  );
  await db.run('CREATE TABLE name_sound (name VARCHAR, sound VARCHAR)');
}

/**
 * Creates table `std` from table `from` (source, key and raw text fields): cleaned fields and every part
 * that the rules read. A pure function of each row, the settings and the look-up tables.
 */
export async function standardise(
  db: DuckDbProcess,
  settings: LinkageSettings,
  from: string,
  to: string,
): Promise<void> {
  const parts = usedParts(settings);
  await db.run(`CREATE OR REPLACE TEMP TABLE cleaned AS ${cleanedLayers(settings, parts, from)}`);
  await fillSounds(db, parts);
  await db.run(`CREATE TABLE ${ident(to)} AS ${lookedUp(settings, parts)}`);
  await db.run('DROP TABLE cleaned');
}

function cleanedLayers(settings: LinkageSettings, parts: readonly string[], from: string): string {
  const fields = Object.entries(settings.fields);
  const clean = fields.map(([name, f]) => `${cleanedSql(f, ident(name))} AS ${ident(name)}`);
  const known = fields.map(([name, f]) => `${knownSql(f, ident(name))} AS ${ident(name)}`);
  const first = `SELECT rid, source, key, ${known.join(', ')}
    FROM (SELECT rid, source, key, ${clean.join(', ')} FROM ${ident(from)})`;
  const fallbacks = fields.flatMap(([name, f]) => {
    const sql = f.fallback === undefined ? null : sourcePart(settings, f.fallback);
    if (sql === null) return [];
    const value = knownSql(f, cleanedSql(f, sql));
    return [
      `CASE WHEN ${ident(name)} IS NULL THEN ${value} ELSE ${ident(name)} END AS ${ident(name)}`,
    ];
  });
  const second =
    fallbacks.length === 0 ? first : `SELECT * REPLACE (${fallbacks.join(', ')}) FROM (${first})`;
  const derived = parts.flatMap((part) => {
    const sql = part.includes('.') ? sourcePart(settings, part) : null;
    return sql === null ? [] : [`${sql} AS ${ident(part)}`];
  });
  return `SELECT *${derived.map((d) => `, ${d}`).join('')} FROM (${second})`;
}

/** SQL of a part computed from its field's cleaned column; null for looked-up parts. */
function sourcePart(settings: LinkageSettings, part: string): string | null {
  const name = fieldOf(part);
  const field = settings.fields[name];
  if (field === undefined) return null;
  if (part === name) return ident(name);
  return partSql(field.type, part.slice(name.length + 1), ident(name));
}

/** Sound keys need code, so they are computed once per distinct name. */
async function fillSounds(db: DuckDbProcess, parts: readonly string[]): Promise<void> {
  for (const part of parts.filter((p) => p.endsWith('.sound'))) {
    const column = ident(fieldOf(part));
    const rows = await db.rows<[string]>(
      `SELECT DISTINCT ${column} FROM cleaned WHERE ${column} IS NOT NULL
       AND ${column} NOT IN (SELECT name FROM name_sound)`,
    );
    const names = rows.map(([name]) => name);
    if (names.length > 0) await db.append('name_sound', [names, names.map(soundKey)]);
  }
}

function lookedUp(settings: LinkageSettings, parts: readonly string[]): string {
  const joins: string[] = [];
  const columns: string[] = [];
  for (const part of parts) {
    const field = ident(fieldOf(part));
    const alias = ident(`look ${part}`);
    if (part.endsWith('.sound')) {
      joins.push(`LEFT JOIN name_sound AS ${alias} ON ${alias}.name = c.${field}`);
      columns.push(`NULLIF(${alias}.sound, '') AS ${ident(part)}`);
    } else if (part.endsWith('.roots')) {
      joins.push(
        `LEFT JOIN nickname AS ${alias} ON ${alias}.name = string_split(c.${field}, ' ')[1]`,
      );
      columns.push(
        `CASE WHEN c.${field} IS NOT NULL THEN coalesce(${alias}.roots, [string_split(c.${field}, ' ')[1]]) END AS ${ident(part)}`,
      );
    }
  }
  for (const [name, w] of Object.entries(settings.words)) {
    const text = `concat_ws(' ', ${w.fields.map((f) => `c.${ident(f)}`).join(', ')})`;
    const list = `list_sort(list_distinct(list_filter(string_split(${text}, ' '), x -> x <> '')))`;
    columns.push(`CASE WHEN ${text} = '' THEN NULL ELSE ${list} END AS ${ident(name)}`);
  }
  return `SELECT c.*${columns.map((c) => `, ${c}`).join('')} FROM cleaned c ${joins.join(' ')}`;
}

/** SQL that is NULL where a part is empty, text otherwise; used in blocking keys. */
export function keyText(part: string, first: number | undefined): string {
  const column = ident(part);
  const whole = isListPart(part.split('.')[1] ?? '') ? `array_to_string(${column}, ' ')` : column;
  const cut =
    first === undefined
      ? whole
      : `CASE WHEN length(${whole}) >= ${first} THEN substr(${whole}, 1, ${first}) END`;
  return `NULLIF(${cut}, ${literal('')})`;
}
