import { matchChance, millibits } from '@muster/engine';
import type { LevelChances, LevelPattern } from '@muster/engine';
import type { LinkageSettings } from '../settings/settings.schema.js';
import type { DuckDbProcess } from './duckdb-process.js';
import type { LinkageModel } from './model.js';
import { rulePatterns } from './train.js';

/** Pairs at the usual share that count beside those found, so that a handful of pairs decides nothing. */
const USUAL_PAIRS = 4;

/**
 * For each limit, the share of same records among pairs that share its parts, judged by the comparisons
 * outside it, as log2 odds in millibits: no more than that can what they share say by itself.
 */
export async function limitOdds(
  db: DuckDbProcess,
  settings: LinkageSettings,
  mode: LinkageModel['mode'],
  chances: readonly LevelChances[],
): Promise<number[]> {
  const out: number[] = [];
  const strict = chances.map(({ m, u }) => ({ m: strictM(m), u }));
  for (const limit of settings.limits) {
    const inside = new Set<number>();
    settings.comparisons.forEach((c, k) => {
      if (limit.comparisons.includes(c.name)) inside.add(k);
    });
    const patterns = await rulePatterns(db, settings, mode, limit.sharing);
    const pairs = patterns.reduce((sum, p) => sum + p.count, 0);
    const same = shareGiven(patterns, strict, inside) * pairs;
    const share = (same + USUAL_PAIRS * limit.usualShare) / (pairs + USUAL_PAIRS);
    out.push(millibits(share / (1 - share)));
  }
  return out;
}

/** Chance that one person's values differ wholly, where mistaking two people for one must be avoided. */
const STRICT_ELSE = 0.01;

function strictM(m: readonly number[]): number[] {
  const otherwise = m.at(-1) as number;
  const last = Math.min(otherwise, STRICT_ELSE);
  return m.map((x, i) => (i === m.length - 1 ? last : (x * (1 - last)) / (1 - otherwise)));
}

/** Share of matches among pairs by the comparisons not in `without`, with m and u as they are. */
function shareGiven(
  patterns: readonly LevelPattern[],
  chances: readonly LevelChances[],
  without: ReadonlySet<number>,
): number {
  const total = patterns.reduce((sum, p) => sum + p.count, 0);
  let share = 0.5;
  for (let round = 0; round < 100 && total > 0; round += 1) {
    const same = patterns.reduce(
      (sum, p) => sum + p.count * matchChance(p.levels, chances, share, without),
      0,
    );
    share = Math.min(Math.max(same / total, 1e-6), 1 - 1e-6);
  }
  return share;
}
