import { probabilityOf, strongestPath } from '@muster/engine';
import type { ComponentEdge } from '@muster/engine';
import { contributionSql, levelColumn, limitCut } from './compile-comparisons.js';
import type { DuckDbProcess } from './duckdb-process.js';
import type { LinkageModel } from './model.js';
import { pairLevelsSql, partText } from './pairs.js';
import { ident, literal } from './sql-text.js';

/** What one comparison added to a pair's weight. */
export interface Contribution {
  readonly comparison: string;
  /** Level name; "not comparable" where a value is missing. */
  readonly level: string;
  readonly left: string | null;
  readonly right: string | null;
  /** Millibits, term frequency included. */
  readonly weight: number;
}

/** Why a pair weighs what it weighs: prior plus contributions equals the weight, exactly. */
export interface PairExplanation {
  readonly prior: number;
  readonly contributions: readonly Contribution[];
  readonly weight: number;
  readonly probability: number;
  /** Weight stored with the edge; null when blocking never brought the pair together or it was dropped. */
  readonly storedWeight: number | null;
}

/** Explains the pair of record numbers `a` and `b`. */
export async function explainPair(
  db: DuckDbProcess,
  model: LinkageModel,
  a: number,
  b: number,
): Promise<PairExplanation> {
  const [l, r] = a < b ? [a, b] : [b, a];
  const items = model.comparisons.map((c) => {
    const own = model.settings.comparisons.find((s) => s.name === c.name);
    return `CAST(${ident(levelColumn(c.name))} AS INTEGER), CAST(${contributionSql(c, own?.maxBits)} AS INTEGER)`;
  });
  const [levels] = await db.rows<number[]>(
    `SELECT ${items.join(', ')} FROM (${pairLevelsSql(model, 'rec', l, r)})`,
  );
  const [lefts, rights] = [await values(db, model, l), await values(db, model, r)];
  const contributions = model.comparisons.map((c, i) => ({
    comparison: c.name,
    level: c.levels[levels?.[2 * i] ?? -1]?.name ?? 'not comparable',
    left: lefts[i] ?? null,
    right: rights[i] ?? null,
    weight: levels?.[2 * i + 1] ?? 0,
  }));
  const weights = new Map(contributions.map((c) => [c.comparison, c.weight]));
  const cut = limitCut(model, weights);
  const cuts = cut === null ? [] : [cutAsContribution(cut)];
  const all = [...contributions, ...cuts];
  const weight = all.reduce((sum, c) => sum + c.weight, model.priorWeight);
  const [edge] = await db.rows<[number]>(
    `SELECT evidence + ${model.priorWeight} FROM edge WHERE l = ${l} AND r = ${r}`,
  );
  return {
    prior: model.priorWeight,
    contributions: all,
    weight,
    probability: probabilityOf(weight),
    storedWeight: edge?.[0] ?? null,
  };
}

function cutAsContribution(cut: { readonly name: string; readonly cut: number }): Contribution {
  const level = 'depend on each other: more than such pairs are worth';
  return { comparison: cut.name, level, left: null, right: null, weight: cut.cut };
}

async function values(
  db: DuckDbProcess,
  model: LinkageModel,
  rid: number,
): Promise<(string | null)[]> {
  const items = model.settings.comparisons.map((c) => {
    const part = c.needs[0] as string;
    return partText(part, 's', Object.hasOwn(model.settings.words, part));
  });
  const [row] = await db.rows<(string | null)[]>(
    `SELECT ${items.join(', ')} FROM std s WHERE rid = ${rid}`,
  );
  return row ?? [];
}

/** Chain of links between two members of a cluster, as record ids. */
export interface PathExplanation {
  readonly steps: readonly {
    readonly from: string;
    readonly to: string;
    readonly weight: number;
  }[];
  readonly weakest: { readonly from: string; readonly to: string; readonly weight: number };
}

/** Strongest chain joining `a` and `b` inside their cluster; null when they are in different ones. */
export async function explainPath(
  db: DuckDbProcess,
  model: LinkageModel,
  roots: Int32Array,
  pair: readonly [number, number],
): Promise<PathExplanation | null> {
  const [a, b] = pair;
  if (roots[a] !== roots[b]) return null;
  const members: number[] = [];
  roots.forEach((root, rid) => {
    if (root === roots[a]) members.push(rid);
  });
  const list = members.join(',');
  const rows = await db.rows<[number, number, number]>(
    `SELECT l, r, evidence + ${model.priorWeight} FROM edge WHERE l IN (${list}) AND r IN (${list})`,
  );
  const edges: ComponentEdge[] = rows.map(([left, right, weight]) => ({ left, right, weight }));
  const path = strongestPath(edges, a, b);
  if (path === null) return null;
  const keys = new Map(
    await db.rows<[number, string]>(`SELECT rid, key FROM std WHERE rid IN (${list})`),
  );
  let at = a;
  const steps = path.edges.map((edge) => {
    const to = edge.left === at ? edge.right : edge.left;
    const step = { from: keys.get(at) ?? '', to: keys.get(to) ?? '', weight: edge.weight };
    at = to;
    return step;
  });
  const weakest = steps.reduce((least, s) => (s.weight < least.weight ? s : least));
  return { steps, weakest };
}

/** Record number of a record id; null when it is not among the records. */
export async function findRecord(db: DuckDbProcess, id: string): Promise<number | null> {
  const slash = id.indexOf('/');
  const bySource =
    slash < 0
      ? 'false'
      : `source = ${literal(id.slice(0, slash))} AND key = ${literal(id.slice(slash + 1))}`;
  const [row] = await db.rows<[number]>(
    `SELECT rid FROM std WHERE key = ${literal(id)} OR (${bySource}) ORDER BY rid LIMIT 1`,
  );
  return row?.[0] ?? null;
}
