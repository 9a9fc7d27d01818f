import type { Database } from '../../platform/database/database.js';
import { json } from '../../platform/database/db.js';
import type { Db } from '../../platform/database/db.js';
import { holdsAt } from './versioned-rows.js';

export type PublicationState = 'building' | 'held' | 'checked' | 'published' | 'withdrawn';

export interface CurrentPublication {
  readonly publicationId: number;
  readonly version: number;
}

/** The publication that readers see; undefined before the first. */
export async function currentPublication(
  db: Db,
  lock = false,
): Promise<CurrentPublication | undefined> {
  return db.row<CurrentPublication>(
    `SELECT publication_id AS "publicationId", version FROM current_publication WHERE id = 'hub'${lock ? ' FOR UPDATE' : ''}`,
  );
}

export async function openPublication(
  db: Db,
  row: { readonly baseId: number; readonly modelHash: string; readonly at: Date },
): Promise<number> {
  await db.run(
    `UPDATE hub_publication SET state = 'withdrawn' WHERE id > $1 AND state <> 'withdrawn'`,
    [row.baseId],
  );
  const made = await db.row<{ id: number }>(
    `INSERT INTO hub_publication (id, state, base_id, model_hash, started_at, counts, faults)
     SELECT coalesce(max(id), 0) + 1, 'building', $1, $2, $3, '{}', '{}' FROM hub_publication RETURNING id`,
    [row.baseId, row.modelHash, row.at],
  );
  if (made === undefined) throw new Error('no publication was made');
  return made.id;
}

export async function finishPublication(
  db: Db,
  id: number,
  end: {
    readonly at: Date;
    readonly faults: readonly string[];
    readonly counts: Readonly<Record<string, number>>;
  },
): Promise<void> {
  await db.run(
    `UPDATE hub_publication SET state = $2, finished_at = $3, counts = $4, faults = $5 WHERE id = $1`,
    [id, end.faults.length === 0 ? 'checked' : 'held', end.at, json(end.counts), end.faults],
  );
}

export async function publicationState(db: Db, id: number): Promise<PublicationState | undefined> {
  const row = await db.row<{ state: PublicationState }>(
    'SELECT state FROM hub_publication WHERE id = $1',
    [id],
  );
  return row?.state;
}

/** Points the readers to a publication. */
export async function pointTo(
  db: Db,
  to: { readonly id: number; readonly version: number; readonly at: Date },
): Promise<void> {
  await db.run(
    `INSERT INTO current_publication (id, publication_id, version, switched_at) VALUES ('hub', $1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET publication_id = $1, version = $2, switched_at = $3`,
    [to.id, to.version, to.at],
  );
  await db.run(`UPDATE hub_publication SET state = 'published' WHERE id = $1`, [to.id]);
}

/**
 * Closes every publication before the `keep` newest ones that readers had, so that none of them can be
 * switched to; answers the oldest that is kept.
 */
export async function closeOlder(db: Db, keep: number): Promise<number | undefined> {
  const current = await currentPublication(db, true);
  if (current === undefined) return undefined;
  const kept = await db.row<{ id: number }>(
    `SELECT min(id)::int AS id FROM (SELECT id FROM hub_publication WHERE state = 'published' AND id <= $1
       ORDER BY id DESC LIMIT $2) newest`,
    [current.publicationId, keep],
  );
  const oldest = kept?.id ?? current.publicationId;
  await db.run(`UPDATE hub_publication SET state = 'withdrawn' WHERE id < $1`, [oldest]);
  return oldest;
}

/** How many golden records of each kind a publication has, and the size of its largest person. */
export async function publicationFigures(
  database: Database,
  id: number,
): Promise<{ golden: Map<string, number>; largestPerson: number; homeless: number }> {
  const db = database.on('background');
  const kinds = await db.rows<{ kind: string; n: number }>(
    `SELECT kind, count(*)::int AS n FROM golden_record g WHERE ${holdsAt('g', '$1')} GROUP BY kind ORDER BY kind`,
    [id],
  );
  const largest = await db.row<{ n: number }>(
    `SELECT coalesce(max(n), 0)::int AS n FROM (SELECT count(*) AS n FROM hub_member m
       JOIN golden_record g ON g.id = m.golden_id AND g.kind = 'person' AND ${holdsAt('g', '$1')}
       WHERE ${holdsAt('m', '$1')} GROUP BY m.golden_id) sizes`,
    [id],
  );
  const homeless = await db.row<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT 1 FROM hub_mention x
       LEFT JOIN hub_member m ON (m.source, m.record_key, m.mention_no) = (x.source, x.record_key, x.mention_no) AND ${holdsAt('m', '$1')}
       LEFT JOIN golden_record g ON g.id = m.golden_id AND g.kind = x.kind AND ${holdsAt('g', '$1')}
       WHERE ${holdsAt('x', '$1')}
       GROUP BY x.source, x.record_key, x.mention_no HAVING count(m.golden_id) <> 1 OR count(g.id) <> 1) lost`,
    [id],
  );
  return {
    golden: new Map(kinds.map(({ kind, n }) => [kind, n])),
    largestPerson: largest?.n ?? 0,
    homeless: homeless?.n ?? 0,
  };
}
