import { levelWeights, termWeight } from '@muster/engine';
import type { LevelChances } from '@muster/engine';
import type { LinkageSettings } from '../settings/settings.schema.js';
import type { DuckDbProcess } from './duckdb-process.js';
import type { ModelComparison, TermTable } from './model.js';
import { ident } from './sql-text.js';

/** Turns chances into the model's comparisons, with term-frequency tables. */
export async function modelComparisons(
  db: DuckDbProcess,
  settings: LinkageSettings,
  chances: readonly LevelChances[],
): Promise<ModelComparison[]> {
  const out: ModelComparison[] = [];
  for (const [k, c] of settings.comparisons.entries()) {
    const { m, u } = chances[k] as LevelChances;
    const weights = levelWeights(m, u);
    const levels = await Promise.all(
      [...c.levels, null].map(async (level, i) => ({
        name: level?.name ?? 'else',
        m: m[i] as number,
        u: u[i] as number,
        weight: weights[i] as number,
        ...(level?.termFrequency === undefined
          ? {}
          : { terms: await termTable(db, level.termFrequency, u[i] as number) }),
      })),
    );
    out.push({ name: c.name, levels });
  }
  return out;
}

/** Smallest share a value is credited with. */
const RAREST = 1e-5;

async function termTable(db: DuckDbProcess, part: string, uExact: number): Promise<TermTable> {
  const column = ident(part);
  const [total] = await db.rows<[number]>(`SELECT count(${column}) FROM std`);
  const filled = Math.max(total?.[0] ?? 0, 1);
  const floor = Math.max(RAREST, 1 / filled);
  const rows = await db.rows<[string, number]>(
    `SELECT ${column}, count(*) FROM std WHERE ${column} IS NOT NULL GROUP BY 1 HAVING count(*) > ${floor * filled} ORDER BY 1`,
  );
  const values = rows.map(([v, n]) => [v, termWeight(uExact, n / filled, floor)] as const);
  return { part, rare: termWeight(uExact, floor, floor), values };
}
