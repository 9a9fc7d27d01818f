import type { Db } from '../../platform/database/db.js';

export interface DecisionRow {
  id: string;
  kind: string;
  entity_kind: string;
  entity_id: string;
  entity_version: number;
  actor_kind: 'user' | 'device' | 'system';
  actor_id: string;
  at: Date;
  recorded_at: Date;
  encoding: string;
  payload: Buffer;
  payload_hash: Buffer;
}

const COLUMNS = `id, kind, entity_kind, entity_id, entity_version, actor_kind, actor_id, at,
  recorded_at, encoding, payload, payload_hash`;

export async function insertDecision(db: Db, row: DecisionRow): Promise<void> {
  await db.run(
    `INSERT INTO decision_record (${COLUMNS})
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      row.id,
      row.kind,
      row.entity_kind,
      row.entity_id,
      row.entity_version,
      row.actor_kind,
      row.actor_id,
      row.at,
      row.recorded_at,
      row.encoding,
      row.payload,
      row.payload_hash,
    ],
  );
}

export function selectDecision(db: Db, id: string): Promise<DecisionRow | undefined> {
  return db.row<DecisionRow>(`SELECT ${COLUMNS} FROM decision_record WHERE id = $1`, [id]);
}

/** The newest record of a kind about one thing. */
export function selectLatestDecision(
  db: Db,
  kind: string,
  entity: { kind: string; id: string },
): Promise<DecisionRow | undefined> {
  return db.row<DecisionRow>(
    `SELECT ${COLUMNS} FROM decision_record
     WHERE entity_kind = $1 AND entity_id = $2 AND kind = $3 ORDER BY at DESC, id DESC LIMIT 1`,
    [entity.kind, entity.id, kind],
  );
}
