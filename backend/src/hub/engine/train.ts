import { levelShares, matchChance, trainMatchChances } from '@muster/engine';
import type { LevelChances, LevelPattern } from '@muster/engine';
import type { ComparisonSettings, LinkageSettings } from '../settings/settings.schema.js';
import { duckdbDialect, partsOf } from './compile-condition.js';
import { comparedParts, levelColumn, levelsSql, sideColumns } from './compile-comparisons.js';
import type { DuckDbProcess } from './duckdb-process.js';
import type { LinkageModel } from './model.js';
import { modeSql } from './block.js';
import { fieldOf } from './resolve-settings.js';
import { ident, idents } from './sql-text.js';

/** What one training rule contributed. */
export interface TrainingReport {
  readonly rule: string;
  readonly pairs: number;
  readonly expectedMatches: number;
  readonly rounds: number;
}

/** Estimated chances of every level and the reports of the runs. */
export interface TrainedChances {
  readonly chances: readonly LevelChances[];
  readonly runs: readonly TrainingReport[];
  readonly share: number;
}

interface Session {
  readonly rule: readonly string[];
  readonly fixed: ReadonlySet<number>;
  readonly patterns: readonly LevelPattern[];
}

const SAMPLE_RECORDS = 200_000;
const ROUNDS_OF_REFINEMENT = 5;
/** Floor and ceiling of log2(m/u) bits a single level may reach. */
const LEAST_CHANCE = 1e-9;

/** Draws the training pairs in DuckDB and estimates m, u and the share of matches. */
export async function trainChances(
  db: DuckDbProcess,
  settings: LinkageSettings,
  mode: LinkageModel['mode'],
  possiblePairs: number,
): Promise<TrainedChances> {
  const random = await randomPatterns(db, settings, mode);
  const sessions: Session[] = [];
  for (const rule of settings.training.rules) {
    const fixed = fixedBy(settings.comparisons, rule);
    if (fixed.size === settings.comparisons.length) continue;
    sessions.push({ rule, fixed, patterns: await rulePatterns(db, settings, mode, rule) });
  }
  return estimate(settings, random, sessions, possiblePairs);
}

/** Alternates between m (from the sessions) and u (from random pairs, less the matches among them). */
function estimate(
  settings: LinkageSettings,
  random: readonly LevelPattern[],
  sessions: readonly Session[],
  possiblePairs: number,
): TrainedChances {
  const counts = settings.comparisons.map((c) => c.levels.length + 1);
  const start = settings.comparisons.map(startM);
  const plain = random.map((p) => p.count);
  let chances: LevelChances[] = counts.map((n, k) => ({
    m: start[k] as number[],
    u: levelShares(random, plain, k, n),
  }));
  let share = 0;
  let runs: TrainingReport[] = [];
  for (let round = 0; round < ROUNDS_OF_REFINEMENT; round += 1) {
    const results = sessions.map((s) => ({
      session: s,
      run: trainMatchChances(
        s.patterns,
        chances.map((c, k) => ({ m: start[k] as number[], u: c.u })),
        {
          fixed: s.fixed,
          startShare: 0.3,
          maxRounds: 200,
          tolerance: 1e-6,
        },
      ),
    }));
    chances = chances.map((c, k) => ({ m: pooledM(results, k, start[k] as number[]), u: c.u }));
    share = matchShare(results, chances, possiblePairs);
    const unmatched = random.map((p) => p.count * (1 - matchChance(p.levels, chances, share)));
    chances = chances.map((c, k) => ({
      m: c.m,
      u: levelShares(random, unmatched, k, counts[k] as number),
    }));
    runs = results.map(({ session, run }) => ({
      rule: session.rule.join(' + '),
      pairs: session.patterns.reduce((sum, p) => sum + p.count, 0),
      expectedMatches: run.expectedMatches,
      rounds: run.rounds,
    }));
  }
  return { chances, runs, share };
}

type SessionResult = { session: Session; run: ReturnType<typeof trainMatchChances> };

/** Mean of the sessions' m of comparison `k`, weighted by the matches each expects; never zero. */
function pooledM(results: readonly SessionResult[], k: number, start: readonly number[]): number[] {
  const usable = results.filter((r) => !r.session.fixed.has(k));
  // the start values count as one expected match, so that a rule that finds nothing changes nothing
  const sums = start.map((m) => m);
  let total = 1;
  for (const { run } of usable) {
    total += run.expectedMatches;
    run.m[k]?.forEach((m, i) => {
      sums[i] = (sums[i] as number) + m * run.expectedMatches;
    });
  }
  return withinReason(
    sums.map((s) => Math.max(s / total, LEAST_CHANCE)),
    start,
  );
}

/** How many times the settings' "else" a trained "else" may be: two people are easily taken for one. */
const MOST_ELSE = 3;

/** Keeps the chance that a match differs wholly within reason of what the settings say. */
function withinReason(m: readonly number[], start: readonly number[]): number[] {
  const most = MOST_ELSE * (start.at(-1) as number);
  const otherwise = m.at(-1) as number;
  if (otherwise <= most) return [...m];
  const scale = (1 - most) / (1 - otherwise);
  return m.map((x, i) => (i === m.length - 1 ? most : x * scale));
}

/** Share of matches among all pairs: matches a session expects, by the chance that its rule holds. */
function matchShare(
  results: readonly SessionResult[],
  chances: readonly LevelChances[],
  possiblePairs: number,
): number {
  const guesses = results
    .map(({ session, run }) => {
      const holds = [...session.fixed].reduce((p, k) => p * (chances[k]?.m[0] ?? 1), 1);
      return run.expectedMatches / Math.max(holds, 0.05);
    })
    .sort((a, b) => a - b);
  const median = guesses[Math.floor(guesses.length / 2)] ?? 0;
  return Math.min(0.2, Math.max(median, 0.5) / possiblePairs);
}

function startM(c: ComparisonSettings): number[] {
  const all = [...c.levels.map((l) => l.m), c.elseM];
  const total = all.reduce((sum, m) => sum + m, 0);
  return all.map((m) => m / total);
}

/** Comparisons that a training rule decides, because they read the same fields. */
function fixedBy(comparisons: readonly ComparisonSettings[], rule: readonly string[]): Set<number> {
  const fields = new Set(rule.map(fieldOf));
  const fixed = new Set<number>();
  comparisons.forEach((c, k) => {
    const reads = [...c.needs, ...c.levels.flatMap((l) => partsOf(l.when))];
    if (reads.some((p) => fields.has(fieldOf(p)))) fixed.add(k);
  });
  return fixed;
}

async function patternsOf(
  db: DuckDbProcess,
  settings: LinkageSettings,
  pairsSql: string,
): Promise<LevelPattern[]> {
  const columns = settings.comparisons.map((c) => levelColumn(c.name));
  const levels = levelsSql(settings, pairsSql, ['l rid'], duckdbDialect);
  const rows = await db.rows<number[]>(
    `SELECT ${idents(columns)}, count(*) FROM (${levels}) GROUP BY ALL ORDER BY ALL`,
  );
  return rows.map((row) => ({ levels: row.slice(0, -1), count: row[row.length - 1] as number }));
}

/** Random pairs: records in a seeded random order, each paired with those a fixed distance ahead. */
async function randomPatterns(
  db: DuckDbProcess,
  settings: LinkageSettings,
  mode: LinkageModel['mode'],
): Promise<LevelPattern[]> {
  const { samplePairs, seed } = settings.training;
  const parts = ['rid', 'source', ...comparedParts(settings)];
  await db.run(`CREATE OR REPLACE TEMP TABLE sample AS
    SELECT rid, row_number() OVER (ORDER BY md5(rid || ':${seed}'), rid) - 1 AS pos
    FROM std QUALIFY pos < ${SAMPLE_RECORDS}`);
  const [size] = await db.rows<[number]>('SELECT count(*) FROM sample');
  const n = Math.max(size?.[0] ?? 0, 1);
  const offsets = Math.max(1, Math.min(Math.ceil(samplePairs / n), Math.floor((n - 1) / 2)));
  await db.run(`CREATE OR REPLACE TEMP TABLE random_pair AS
    SELECT a.rid AS l_rid, b.rid AS r_rid
    FROM (SELECT rid, (pos + unnest(range(1, ${offsets + 1}))) % ${n} AS facing FROM sample) a
    JOIN sample b ON b.pos = a.facing`);
  const pairs = `SELECT * FROM random_pair
    JOIN (SELECT ${sideColumns(parts, 'l')} FROM std) ON "l rid" = l_rid
    JOIN (SELECT ${sideColumns(parts, 'r')} FROM std) ON "r rid" = r_rid
    WHERE l_rid <> r_rid${mode === 'link' ? modeSql(mode) : ''}`;
  return patternsOf(db, settings, pairs);
}

/** Grouped levels of the pairs that agree on a rule's parts; thinned by seed when there are too many. */
export async function rulePatterns(
  db: DuckDbProcess,
  settings: LinkageSettings,
  mode: LinkageModel['mode'],
  rule: readonly string[],
): Promise<LevelPattern[]> {
  const { samplePairs, seed } = settings.training;
  const [total] = await db.rows<
    [number]
  >(`SELECT CAST(coalesce(sum(n * (n - 1) / 2), 0) AS DOUBLE) FROM
    (SELECT count(*) AS n FROM std GROUP BY ${idents(rule)} HAVING ${rule.map((p) => `${ident(p)} IS NOT NULL`).join(' AND ')})`);
  const oneIn = Math.max(1, Math.ceil((total?.[0] ?? 0) / samplePairs));
  const columns = [...new Set(['rid', 'source', ...comparedParts(settings), ...rule])];
  const equal = rule.map((p) => `${ident(`l ${p}`)} = ${ident(`r ${p}`)}`).join(' AND ');
  const thinned =
    oneIn === 1
      ? ''
      : ` AND (CAST("l rid" AS BIGINT) * 7919 + CAST("r rid" AS BIGINT) * 104729 + ${seed}) % ${oneIn} = 0`;
  const pairs = `SELECT * FROM (SELECT ${sideColumns(columns, 'l')} FROM std)
    JOIN (SELECT ${sideColumns(columns, 'r')} FROM std)
    ON ${equal} AND "l rid" < "r rid"${thinned}${modeSql(mode)}`;
  return patternsOf(db, settings, pairs);
}
