import type { ComparisonSettings, LinkageSettings } from '../settings/settings.schema.js';
import { ConditionCompiler, partsOf } from './compile-condition.js';
import type { Dialect, Measure } from './compile-condition.js';
import type { LinkageModel, ModelComparison } from './model.js';
import { ident } from './sql-text.js';

/** Column that holds a level's term-frequency adjustment on each record. */
export function termColumn(comparison: string, level: number): string {
  return `tf ${comparison} ${level}`;
}

/** Parts that comparing two records reads. */
export function comparedParts(settings: LinkageSettings): string[] {
  const parts = settings.comparisons.flatMap((c) => [
    ...c.needs,
    ...(c.ignoreWhen === undefined ? [] : partsOf(c.ignoreWhen)),
    ...c.levels.flatMap((l) => partsOf(l.when)),
  ]);
  return [...new Set(parts)].sort();
}

/** `"x" AS "l x"` for one side of a pair. */
export function sideColumns(columns: readonly string[], side: 'l' | 'r'): string {
  return columns.map((c) => `${ident(c)} AS ${ident(`${side} ${c}`)}`).join(', ');
}

interface CompiledComparison {
  readonly sql: string;
  readonly measures: readonly Measure[];
  readonly gated: readonly Measure[];
}

function compileComparison(c: ComparisonSettings, dialect: Dialect): CompiledComparison {
  const compiler = new ConditionCompiler(dialect, c.name);
  const missing = c.needs.map((p) => `${ident(`l ${p}`)} IS NULL OR ${ident(`r ${p}`)} IS NULL`);
  const cases = [`WHEN ${missing.join(' OR ')} THEN -1`];
  if (c.ignoreWhen !== undefined) cases.push(`WHEN ${compiler.compile(c.ignoreWhen)} THEN -1`);
  c.levels.forEach((level, i) => cases.push(`WHEN ${compiler.compile(level.when)} THEN ${i}`));
  return {
    sql: `CASE ${cases.join(' ')} ELSE ${c.levels.length} END`,
    measures: compiler.measures,
    gated: compiler.gated,
  };
}

/** Name of the column with a comparison's level (-1: not comparable). */
export function levelColumn(comparison: string): string {
  return `level ${comparison}`;
}

/**
 * Wraps a query of pairs (columns "l x" and "r x" for every compared part) so that it also gives the
 * level of each comparison. `carry` lists the columns handed through.
 */
export function levelsSql(
  settings: LinkageSettings,
  pairsSql: string,
  carry: readonly string[],
  dialect: Dialect,
): string {
  const compiled = settings.comparisons.map((c) => compileComparison(c, dialect));
  const item = (m: Measure): string => `, ${m.sql} AS ${ident(m.name)}`;
  const measures = compiled.flatMap((c) => c.measures.map(item)).join('');
  const gated = compiled.flatMap((c) => c.gated.map(item)).join('');
  const levels = compiled.map(
    (c, i) =>
      `, CAST(${c.sql} AS TINYINT) AS ${ident(levelColumn(settings.comparisons[i]?.name ?? ''))}`,
  );
  const kept = carry.map(ident).join(', ');
  return `SELECT ${kept}${levels.join('')} FROM (SELECT *${gated} FROM (SELECT *${measures} FROM (${pairsSql})))`;
}

/** Columns of records that scoring reads besides the compared parts. */
export function termColumns(model: Pick<LinkageModel, 'comparisons'>): string[] {
  return model.comparisons.flatMap((c) =>
    c.levels.flatMap((l, i) => (l.terms === undefined ? [] : [termColumn(c.name, i)])),
  );
}

/** Whole-number SQL of one comparison's contribution in millibits, from its level and term columns. */
export function contributionSql(c: ModelComparison, maxBits: number | undefined): string {
  const cases = c.levels.map((level, i) => {
    const term = level.terms === undefined ? '' : ` + ${ident(`l ${termColumn(c.name, i)}`)}`;
    return `WHEN ${i} THEN ${level.weight}${term}`;
  });
  const sql = `CASE ${ident(levelColumn(c.name))} ${cases.join(' ')} ELSE 0 END`;
  return maxBits === undefined ? sql : `least(${sql}, ${Math.round(maxBits * 1000)})`;
}

type Weighing = Pick<LinkageModel, 'comparisons' | 'settings' | 'limits'>;

/**
 * Sum of all contributions in millibits, without the prior, less the largest excess over any limit: of
 * what depends on each other, no more counts than such pairs are worth.
 */
export function evidenceSql(model: Weighing): string {
  const terms = new Map(
    model.comparisons.map((c) => {
      const own = model.settings.comparisons.find((s) => s.name === c.name);
      return [c.name, `(${contributionSql(c, own?.maxBits)})`] as const;
    }),
  );
  const all = [...terms.values()].join(' + ');
  const excesses = model.limits.map((limit) => {
    const inside = limit.comparisons.flatMap((name) => terms.get(name) ?? []);
    return `${['0', ...inside].join(' + ')} - ${limit.most}`.replace('- -', '+ ');
  });
  return excesses.length === 0 ? all : `${all} - greatest(0, ${excesses.join(', ')})`;
}

/** The largest excess over any limit, as a contribution of its own; null when all are kept. */
export function limitCut(
  model: Pick<LinkageModel, 'limits'>,
  contributions: ReadonlyMap<string, number>,
): { readonly name: string; readonly cut: number } | null {
  let most: { name: string; cut: number } | null = null;
  for (const limit of model.limits) {
    const sum = limit.comparisons.reduce((total, c) => total + (contributions.get(c) ?? 0), 0);
    const excess = sum - limit.most;
    if (excess > 0 && excess > -(most?.cut ?? 0)) most = { name: limit.name, cut: -excess };
  }
  return most;
}
