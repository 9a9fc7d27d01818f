import { REACHED_COLUMNS, type DecisionRecord, type RankingConfig } from '@muster/engine';
import type { Db } from '../../platform/database/db.js';
import type { Invariant } from '../../platform/database/invariant.js';

/** Records are some kilobytes each, so their pages are short. */
const PAGE_RECORDS = 100;
const FIX_AGE = REACHED_COLUMNS.indexOf('fixAge');

interface RecordRow {
  id: string;
  payload: Buffer;
}

/**
 * I7: no position that a ranking used was from the future or older than the limit. What is older
 * than fresh carries its flag by the same age, so within the limit it is never without one.
 */
export const positionsWithinLimits: Invariant = {
  id: 'I7',
  title: 'no ranking used a position from the future or older than its limit',
  async page(db, cursor) {
    const rows = await db.rows<RecordRow>(
      `SELECT id::text AS id, payload FROM decision_record
       WHERE kind = 'recommendation' AND ($1::uuid IS NULL OR id > $1::uuid)
       ORDER BY id LIMIT ${PAGE_RECORDS}`,
      [cursor],
    );
    const records = rows.map(({ id, payload }) => ({ id, record: parse<DecisionRecord>(payload) }));
    const configs = await configsOf(
      db,
      records.map(({ record }) => record.hashes.config),
    );
    const violations = records.flatMap(({ id, record }) => {
      const what = wrongAge(record, configs.get(record.hashes.config));
      return what === null ? [] : [{ entity: { kind: 'decision', id }, what }];
    });
    return {
      examined: rows.length,
      violations,
      next: rows.length < PAGE_RECORDS ? null : (rows.at(-1)?.id ?? null),
    };
  },
};

function wrongAge(record: DecisionRecord, config: RankingConfig | undefined): string | null {
  if (!config) return 'its configuration was not kept';
  const { futureMs, staleMs } = config.freshness;
  const ages = record.reached.map((row) => row[FIX_AGE] as number);
  if (ages.some((ageMs) => ageMs < -futureMs)) return 'used a position from the future';
  return ages.some((ageMs) => ageMs > staleMs) ? 'used a position older than its limit' : null;
}

async function configsOf(db: Db, hashes: readonly string[]): Promise<Map<string, RankingConfig>> {
  const rows = await db.rows<{ hash: string; payload: Buffer }>(
    `SELECT entity_id AS hash, payload FROM decision_record
     WHERE entity_kind = 'ranking-config' AND entity_id = ANY($1::text[])`,
    [[...new Set(hashes)]],
  );
  return new Map(rows.map(({ hash, payload }) => [hash, parse<RankingConfig>(payload)]));
}

function parse<T>(payload: Buffer): T {
  return JSON.parse(payload.toString('utf8')) as T;
}
