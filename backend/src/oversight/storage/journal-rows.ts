import type { Db } from '../../platform/database/db.js';

/** Those of the contact ids that the log knows as recorded. */
export async function recordedContacts(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.rows<{ entity_id: string }>(
    `SELECT entity_id FROM event_log
      WHERE entity_kind = 'contact' AND kind = 'contact.recorded' AND entity_id = ANY($1::text[])`,
    [ids],
  );
  return new Set(rows.map((row) => row.entity_id));
}

/** Highest version of each assignment in the log. */
export async function assignmentVersions(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db.rows<{ entity_id: string; version: number }>(
    `SELECT entity_id, max(version) AS version FROM event_log
      WHERE entity_kind = 'assignment' AND entity_id = ANY($1::text[]) GROUP BY entity_id`,
    [ids],
  );
  return new Map(rows.map((row) => [row.entity_id, row.version]));
}

/** Assignments that crews accepted, a keyset page after `cursor`. */
export async function acceptedAssignments(
  db: Db,
  cursor: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await db.rows<{ entity_id: string }>(
    `SELECT DISTINCT entity_id FROM event_log
      WHERE entity_kind = 'assignment' AND kind = 'assignment.accepted' AND ($1::text IS NULL OR entity_id > $1)
      ORDER BY entity_id LIMIT $2`,
    [cursor, limit],
  );
  return rows.map((row) => row.entity_id);
}
