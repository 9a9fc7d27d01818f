import { duckdbDialect } from './compile-condition.js';
import {
  comparedParts,
  evidenceSql,
  levelsSql,
  sideColumns,
  termColumns,
} from './compile-comparisons.js';
import { keyColumn, keyColumnsSql, modeSql, passCount, passSql } from './block.js';
import type { DuckDbProcess } from './duckdb-process.js';
import type { LinkageModel } from './model.js';
import { ident, literal } from './sql-text.js';
import { isListPart } from './field-parts.js';

type Scoring = Pick<
  LinkageModel,
  'settings' | 'comparisons' | 'limits' | 'blocking' | 'exhaustive' | 'mode'
>;

function allColumns(model: Scoring): string[] {
  const keys = Array.from({ length: passCount(model) }, (_, i) => keyColumn(i));
  return ['rid', 'source', ...comparedParts(model.settings), ...termColumns(model), ...keys];
}

/** Loads the model's term-frequency tables. */
export async function loadTerms(db: DuckDbProcess, model: Scoring): Promise<void> {
  for (const { name, c, i } of termLevels(model)) {
    await db.run(`CREATE OR REPLACE TABLE ${ident(name)} (value VARCHAR, adjust VARCHAR)`);
    const values = c.levels[i]?.terms?.values ?? [];
    if (values.length > 0) {
      await db.append(name, [values.map(([v]) => v), values.map(([, w]) => String(w))]);
    }
  }
}

function termLevels(
  model: Scoring,
): { name: string; c: LinkageModel['comparisons'][number]; i: number }[] {
  return model.comparisons.flatMap((c) =>
    c.levels.flatMap((level, i) =>
      level.terms === undefined ? [] : [{ name: `tf ${c.name} ${i}`, c, i }],
    ),
  );
}

/** Query of the narrow records that are compared: parts, term adjustments and hashed keys. */
export function recordsSql(model: Scoring, from: string): string {
  const joins: string[] = [];
  const terms: string[] = [];
  for (const { name, c, i } of termLevels(model)) {
    const table = c.levels[i]?.terms;
    if (table === undefined) continue;
    joins.push(`LEFT JOIN ${ident(name)} ON ${ident(name)}.value = s.${ident(table.part)}`);
    terms.push(`coalesce(CAST(${ident(name)}.adjust AS INTEGER), ${table.rare}) AS ${ident(name)}`);
  }
  const parts = comparedParts(model.settings).map((p) => `s.${ident(p)}`);
  const keys = keyColumnsSql(model.settings, model.blocking, model.exhaustive);
  const items = ['s.rid', 's.source', ...parts, ...terms, ...keys];
  return `SELECT ${items.join(', ')} FROM ${ident(from)} s ${joins.join(' ')}`;
}

/** Pairs of tables `left` and `right` that pass `i` brings together, as columns "l x" and "r x". */
function pairsSql(model: Scoring, i: number, left: string, right: string): string {
  const columns = allColumns(model);
  const order = left === right ? `"l rid" < "r rid"` : 'true';
  return `SELECT * FROM (SELECT ${sideColumns(columns, 'l')} FROM ${ident(left)})
    JOIN (SELECT ${sideColumns(columns, 'r')} FROM ${ident(right)})
    ON ${passSql(i)} AND ${order}${modeSql(model.mode)}`;
}

/** Query of scored pairs of one pass: l, r and the evidence in millibits (without the prior). */
export function scoredSql(model: Scoring, i: number, left: string, right: string): string {
  const terms = termColumns(model).map((t) => `l ${t}`);
  const carry = ['l rid', 'r rid', ...terms];
  const levels = levelsSql(model.settings, pairsSql(model, i, left, right), carry, duckdbDialect);
  return `SELECT "l rid" AS l, "r rid" AS r, CAST(${evidenceSql(model)} AS INTEGER) AS evidence FROM (${levels})`;
}

/** Query of the scored pairs listed in table `chosen` (root, l_rid, r_rid). */
export function chosenPairsSql(model: Scoring, chosen: string): string {
  const columns = ['rid', 'source', ...comparedParts(model.settings), ...termColumns(model)];
  const pairs = `SELECT * FROM ${ident(chosen)}
    JOIN (SELECT ${sideColumns(columns, 'l')} FROM rec) ON "l rid" = l_rid
    JOIN (SELECT ${sideColumns(columns, 'r')} FROM rec) ON "r rid" = r_rid`;
  const carry = ['root', 'l rid', 'r rid', ...termColumns(model).map((t) => `l ${t}`)];
  const levels = levelsSql(model.settings, pairs, carry, duckdbDialect);
  return `SELECT root, "l rid" AS l, "r rid" AS r, CAST(${evidenceSql(model)} AS INTEGER) AS evidence FROM (${levels})`;
}

/** Levels of one explicit pair query; used by explanation. */
export function pairLevelsSql(model: Scoring, table: string, l: number, r: number): string {
  const columns = ['rid', 'source', ...comparedParts(model.settings), ...termColumns(model)];
  const pair = `SELECT * FROM (SELECT ${sideColumns(columns, 'l')} FROM ${ident(table)} WHERE rid = ${l})
    CROSS JOIN (SELECT ${sideColumns(columns, 'r')} FROM ${ident(table)} WHERE rid = ${r})`;
  const carry = termColumns(model).map((t) => `l ${t}`);
  return levelsSql(model.settings, pair, carry, duckdbDialect);
}

/** A part as readable text. */
export function partText(part: string, alias: string, isWords: boolean): string {
  const column = `${alias}.${ident(part)}`;
  const list = isWords || isListPart(part.split('.')[1] ?? '');
  return list ? `array_to_string(${column}, ${literal(' ')})` : `CAST(${column} AS VARCHAR)`;
}
