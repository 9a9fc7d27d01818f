import type { Db } from '../../platform/database/db.js';

/** Events by kind. */
export async function countEvents(db: Db): Promise<Map<string, number>> {
  const rows = await db.rows<{ kind: string; n: number }>(
    'SELECT kind, count(*) AS n FROM event_log GROUP BY kind',
  );
  return new Map(rows.map((row) => [row.kind, row.n]));
}

/** Decision records of one kind. */
export async function countDecisions(db: Db, kind: string): Promise<number> {
  return (
    (
      await db.row<{ n: number }>('SELECT count(*) AS n FROM decision_record WHERE kind = $1', [
        kind,
      ])
    )?.n ?? 0
  );
}
