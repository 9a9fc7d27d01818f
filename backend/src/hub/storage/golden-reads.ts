import type { GoldenRecord } from '@muster/engine';
import type { Db } from '../../platform/database/db.js';
import { holdsAt } from './versioned-rows.js';

/** A golden record as readers see it. */
export interface StoredGolden {
  readonly id: string;
  readonly kind: string;
  readonly classification: string;
  readonly content: GoldenRecord;
}

const CURRENT = '(SELECT publication_id FROM current_publication)';
const COLUMNS = 'g.id::text AS id, g.kind, g.classification, g.content';

/** Golden records with a search key such as `vrm:AB12CDE`, with something of a marking in `cleared`. */
export async function goldenByKey(
  db: Db,
  key: string,
  cleared: readonly string[],
  limit: number,
): Promise<StoredGolden[]> {
  return db.rows<StoredGolden>(
    `SELECT ${COLUMNS} FROM golden_record g
     WHERE g.search_keys @> ARRAY[$1::text] AND g.least_classification = ANY($2::text[]) AND ${holdsAt('g', CURRENT)}
     ORDER BY g.id LIMIT $3`,
    [key, cleared, limit],
  );
}

/** People whose name begins so (`surname given`, folded). */
export async function personsByPrefix(
  db: Db,
  prefix: string,
  cleared: readonly string[],
  limit: number,
): Promise<StoredGolden[]> {
  return db.rows<StoredGolden>(
    `SELECT ${COLUMNS} FROM golden_record g
     WHERE g.name_text LIKE $1 AND g.name_text <> '' AND g.kind = 'person' AND g.least_classification = ANY($2::text[])
       AND ${holdsAt('g', CURRENT)}
     ORDER BY g.name_text, g.id LIMIT $3`,
    [`${prefix.replace(/[\\%_]/g, '\\$&')}%`, cleared, limit],
  );
}

/** People whose name is alike, the most alike first. */
export async function personsAlike(
  db: Db,
  name: string,
  cleared: readonly string[],
  limit: number,
): Promise<StoredGolden[]> {
  return db.rows<StoredGolden>(
    `SELECT ${COLUMNS} FROM golden_record g
     WHERE g.name_text % $1 AND g.name_text <> '' AND g.kind = 'person' AND g.least_classification = ANY($2::text[])
       AND ${holdsAt('g', CURRENT)}
     ORDER BY similarity(g.name_text, $1) DESC, g.id LIMIT $3`,
    [name, cleared, limit],
  );
}

/** A golden record by its id, or by an id that was merged into it. */
export async function goldenById(
  db: Db,
  id: string,
  cleared: readonly string[],
): Promise<StoredGolden | undefined> {
  return db.row<StoredGolden>(
    `WITH RECURSIVE walk AS (
       SELECT $1::uuid AS id, 0 AS steps
       UNION ALL
       SELECT r.new_id, w.steps + 1 FROM walk w JOIN golden_redirect r ON r.old_id = w.id AND ${holdsAt('r', CURRENT)}
       WHERE w.steps < 50)
     SELECT ${COLUMNS} FROM walk w JOIN golden_record g ON g.id = w.id AND ${holdsAt('g', CURRENT)}
     WHERE g.least_classification = ANY($2::text[]) ORDER BY w.steps LIMIT 1`,
    [id, cleared],
  );
}
