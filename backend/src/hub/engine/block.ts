import type { LinkageSettings } from '../settings/settings.schema.js';
import type { DuckDbProcess } from './duckdb-process.js';
import type { LinkageModel, ModelBlocking } from './model.js';
import { keyPartName } from './resolve-settings.js';
import { ident, literals } from './sql-text.js';
import { keyText } from './standardise.js';

/** Column with the hashed key of blocking rule number `i`; NULL takes a record out of the rule. */
export function keyColumn(i: number): string {
  return `key ${i}`;
}

/** How many pairs a rule makes, and what its budget did. */
export interface RuleBudget {
  readonly name: string;
  readonly pairs: number;
  readonly allowed: number;
  readonly stopKeys: readonly string[];
}

/** Text of a rule's key; NULL when any of its parts is empty. */
export function ruleKeySql(rule: LinkageSettings['blocking'][number]): string {
  const parts = rule.keys.map((k) =>
    keyText(keyPartName(k), typeof k === 'string' ? undefined : k.first),
  );
  return parts.length === 1 ? (parts[0] as string) : parts.join(` || '|' || `);
}

/**
 * Counts each rule's pairs and, where a rule is over its budget, leaves out its largest blocks until it
 * fits. The keys left out become part of the model.
 */
export async function budgetRules(
  db: DuckDbProcess,
  settings: LinkageSettings,
  records: number,
): Promise<RuleBudget[]> {
  const out: RuleBudget[] = [];
  for (const rule of settings.blocking) {
    const perRow = rule.pairsPerRow ?? settings.budgets.pairsPerRow;
    const allowed = Math.max(settings.budgets.leastPairs, perRow * records);
    await db.run(`CREATE OR REPLACE TEMP TABLE block AS SELECT k, count(*) AS n FROM
      (SELECT ${ruleKeySql(rule)} AS k FROM std) WHERE k IS NOT NULL GROUP BY k HAVING count(*) > 1`);
    const [total] = await db.rows<[number]>(
      'SELECT CAST(coalesce(sum(n * (n - 1) / 2), 0) AS DOUBLE) FROM block',
    );
    const pairs = total?.[0] ?? 0;
    out.push({
      name: rule.name,
      pairs,
      allowed,
      stopKeys: pairs <= allowed ? [] : await overBudget(db, allowed),
    });
  }
  return out;
}

async function overBudget(db: DuckDbProcess, allowed: number): Promise<string[]> {
  const rows = await db.rows<[string]>(`SELECT k FROM (
    SELECT k, sum(n * (n - 1) / 2) OVER (ORDER BY n, k) AS upto FROM block) WHERE upto > ${allowed} ORDER BY k`);
  return rows.map(([k]) => k);
}

/** Select-list items for the hashed keys of every rule of the model. */
export function keyColumnsSql(
  settings: LinkageSettings,
  blocking: readonly ModelBlocking[],
  exhaustive: boolean,
): string[] {
  if (exhaustive) return [`0 AS ${ident(keyColumn(0))}`];
  return settings.blocking.map((rule, i) => {
    const key = ruleKeySql(rule);
    const stops = blocking[i]?.stopKeys ?? [];
    const kept =
      stops.length === 0 ? key : `CASE WHEN ${key} NOT IN ${literals(stops)} THEN ${key} END`;
    return `CASE WHEN ${kept} IS NOT NULL THEN hash(${kept}) END AS ${ident(keyColumn(i))}`;
  });
}

/** Number of passes that block: one per rule, or a single one over all pairs. */
export function passCount(model: Pick<LinkageModel, 'exhaustive' | 'settings'>): number {
  return model.exhaustive ? 1 : model.settings.blocking.length;
}

/** Condition on which records may pair, by mode. */
export function modeSql(mode: LinkageModel['mode']): string {
  if (mode === 'dedupe') return ` AND "l source" = "r source"`;
  return mode === 'link' ? ` AND "l source" <> "r source"` : '';
}

/** Condition that a pair agrees on pass `i` and on none before it, so that each pair comes once. */
export function passSql(i: number): string {
  const eq = (n: number): string => `${ident(`l ${keyColumn(n)}`)} = ${ident(`r ${keyColumn(n)}`)}`;
  const earlier = Array.from({ length: i }, (_, n) => ` AND NOT coalesce(${eq(n)}, false)`);
  return `${eq(i)}${earlier.join('')}`;
}
