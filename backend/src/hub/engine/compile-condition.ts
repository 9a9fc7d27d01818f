import type { Condition } from '../settings/settings.schema.js';
import { ident } from './sql-text.js';

/** What differs between SQL engines; everything else is equality, CASE and whole-number arithmetic. */
export interface Dialect {
  jaroWinkler(a: string, b: string): string;
  damerau(a: string, b: string): string;
  listShares(a: string, b: string): string;
  /** Shared words divided by all words of both lists. */
  overlap(a: string, b: string): string;
  /** Shared words divided by the words of the shorter list. */
  contained(a: string, b: string): string;
  startsWith(a: string, b: string): string;
}

/** DuckDB's names of these functions. */
export const duckdbDialect: Dialect = {
  // the measure is not quite symmetric, so its arguments are put in order first
  jaroWinkler: (a, b) =>
    `CASE WHEN ${a} <= ${b} THEN jaro_winkler_similarity(${a}, ${b}) ELSE jaro_winkler_similarity(${b}, ${a}) END`,
  damerau: (a, b) => `damerau_levenshtein(${a}, ${b})`,
  listShares: (a, b) => `list_has_any(${a}, ${b})`,
  overlap: (a, b) =>
    `len(list_intersect(${a}, ${b})) / greatest(len(${a}) + len(${b}) - len(list_intersect(${a}, ${b})), 1)`,
  contained: (a, b) => `len(list_intersect(${a}, ${b})) / greatest(least(len(${a}), len(${b})), 1)`,
  startsWith: (a, b) => `starts_with(${a}, ${b})`,
};

const l = (part: string): string => ident(`l ${part}`);
const r = (part: string): string => ident(`r ${part}`);

/** Most edits any level may allow. */
const MOST_EDITS = 3;
/** Jaro–Winkler below which strings cannot be within the edits a level allows. */
const UNLIKE = 0.7;

/** A distance that several levels share, computed once per pair. */
export interface Measure {
  readonly name: string;
  readonly sql: string;
}

/** Compiles conditions to SQL over rows `l` and `r`, collecting each distance once. */
export class ConditionCompiler {
  readonly measures: Measure[] = [];
  /** Measures that read other measures and so come in a later step. */
  readonly gated: Measure[] = [];

  constructor(
    private readonly dialect: Dialect,
    private readonly prefix: string,
  ) {}

  /** Boolean SQL of a condition; unknown counts as false. */
  compile(c: Condition): string {
    if ('exact' in c) return `${l(c.exact)} = ${r(c.exact)}`;
    if ('exactAll' in c) return `(${c.exactAll.map((p) => `${l(p)} = ${r(p)}`).join(' AND ')})`;
    if ('all' in c) return `(${c.all.map((x) => this.compile(x)).join(' AND ')})`;
    if ('any' in c) return `(${c.any.map((x) => this.compile(x)).join(' OR ')})`;
    if ('either' in c) {
      const [a, b] = c.either;
      return `(${l(a)} = ${r(b)} OR ${l(b)} = ${r(a)})`;
    }
    return this.compileMeasured(c);
  }

  private compileMeasured(c: Condition): string {
    const d = this.dialect;
    if ('jaroWinkler' in c) {
      const p = c.jaroWinkler;
      return `${this.measure(`jw ${p}`, this.jaroWinklerSql(p))} >= ${c.atLeast}`;
    }
    if ('damerau' in c) return this.compileDamerau(c.damerau, c.atMost, c.minLength);
    if ('overlap' in c) {
      const p = c.overlap;
      return `${this.measure(`ov ${p}`, d.overlap(l(p), r(p)))} >= ${c.atLeast}`;
    }
    if ('contained' in c) {
      const p = c.contained;
      return `${this.measure(`cn ${p}`, d.contained(l(p), r(p)))} >= ${c.atLeast}`;
    }
    return this.compileRest(c);
  }

  /**
   * Edit distance is dear, so it is computed only where it can be small: equal strings, lengths too far
   * apart and (for strings long enough for the bound to hold) strings that Jaro–Winkler finds unlike
   * never reach it.
   */
  private compileDamerau(p: string, atMost: number, minLength = 0): string {
    const gates = [`WHEN ${l(p)} = ${r(p)} THEN 0`];
    gates.push(`WHEN abs(length(${l(p)}) - length(${r(p)})) > ${MOST_EDITS} THEN 99`);
    if (minLength >= 3 * atMost + 1 || minLength >= 6) {
      const near = this.measure(`jw ${p}`, this.jaroWinklerSql(p));
      gates.push(`WHEN ${near} < ${UNLIKE} THEN 99`);
    }
    const sql = `CASE ${gates.join(' ')} ELSE ${this.dialect.damerau(l(p), r(p))} END`;
    const distance = this.measure(`dl ${p} ${gates.length}`, sql, this.gated);
    const long =
      minLength === 0 ? '' : ` AND least(length(${l(p)}), length(${r(p)})) >= ${minLength}`;
    return `(${distance} <= ${atMost}${long})`;
  }

  private jaroWinklerSql(p: string): string {
    return `CASE WHEN ${l(p)} = ${r(p)} THEN 1.0 ELSE ${this.dialect.jaroWinkler(l(p), r(p))} END`;
  }

  private compileRest(c: Condition): string {
    const d = this.dialect;
    if ('daysApart' in c) return `abs(${l(c.daysApart)} - ${r(c.daysApart)}) <= ${c.atMost}`;
    if ('shares' in c) return d.listShares(l(c.shares), r(c.shares));
    if ('prefix' in c) {
      const p = c.prefix;
      const starts = `${d.startsWith(l(p), r(p))} OR ${d.startsWith(r(p), l(p))}`;
      return `(least(length(${l(p)}), length(${r(p)})) >= ${c.minLength} AND (${starts}))`;
    }
    if ('crosswise' in c) {
      const [a, b] = c.crosswise;
      const near = (x: string, y: string): string => `${d.jaroWinkler(x, y)} >= ${c.atLeast}`;
      return `(${l(a)} <> ${r(a)} AND ${near(l(a), r(b))} AND ${near(l(b), r(a))})`;
    }
    throw new Error(`unknown condition ${JSON.stringify(c)}`);
  }

  private measure(key: string, sql: string, into: Measure[] = this.measures): string {
    const name = `${this.prefix} ${key}`;
    if (!into.some((m) => m.name === name)) into.push({ name, sql });
    return ident(name);
  }
}

/** Parts a condition reads. */
export function partsOf(c: Condition): string[] {
  if ('all' in c) return c.all.flatMap(partsOf);
  if ('any' in c) return c.any.flatMap(partsOf);
  return Object.entries(c).flatMap(([key, value]) => {
    if (typeof value === 'string') return [value];
    return Array.isArray(value) && (key === 'exactAll' || key === 'crosswise' || key === 'either')
      ? (value as string[])
      : [];
  });
}
