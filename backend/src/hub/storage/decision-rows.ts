import type { MentionName } from '@muster/engine';
import type { Db } from '../../platform/database/db.js';

/** A steward's standing decision about two mentions; `left` comes before `right` by name. */
export interface Decision {
  readonly id: string;
  readonly verdict: 'must-link' | 'cannot-link';
  readonly left: MentionName;
  readonly right: MentionName;
}

interface DecisionRow {
  id: string;
  verdict: Decision['verdict'];
  left_source: string;
  left_key: string;
  left_no: number;
  right_source: string;
  right_key: string;
  right_no: number;
}

const toDecision = (row: DecisionRow): Decision => ({
  id: row.id,
  verdict: row.verdict,
  left: { source: row.left_source, recordKey: row.left_key, mentionNo: row.left_no },
  right: { source: row.right_source, recordKey: row.right_key, mentionNo: row.right_no },
});

/** All standing decisions, in order of their pairs. */
export async function standingDecisions(db: Db): Promise<Decision[]> {
  const rows = await db.rows<DecisionRow>(
    `SELECT id::text, verdict, left_source, left_key, left_no, right_source, right_key, right_no
     FROM hub_decision WHERE withdrawn_at IS NULL
     ORDER BY left_source, left_key, left_no, right_source, right_key, right_no`,
  );
  return rows.map(toDecision);
}

/** Writes a decision; false when the pair has a standing one. */
export async function insertDecision(
  db: Db,
  d: Decision,
  made: { readonly reason: string; readonly by: string; readonly at: Date },
): Promise<boolean> {
  const written = await db.run(
    `INSERT INTO hub_decision (id, version, verdict, left_source, left_key, left_no, right_source, right_key,
       right_no, reason, decided_by, decided_at)
     VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (left_source, left_key, left_no, right_source, right_key, right_no) WHERE withdrawn_at IS NULL
     DO NOTHING`,
    [
      d.id,
      d.verdict,
      d.left.source,
      d.left.recordKey,
      d.left.mentionNo,
      d.right.source,
      d.right.recordKey,
      d.right.mentionNo,
      made.reason,
      made.by,
      made.at,
    ],
  );
  return written === 1;
}

/** Withdraws a standing decision; its new version, or undefined when there is none. */
export async function withdrawDecision(db: Db, id: string, at: Date): Promise<number | undefined> {
  const row = await db.row<{ version: number }>(
    `UPDATE hub_decision SET withdrawn_at = $2, version = version + 1
     WHERE id = $1 AND withdrawn_at IS NULL RETURNING version`,
    [id, at],
  );
  return row?.version;
}
