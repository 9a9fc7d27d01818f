import type { Db } from '../../platform/database/db.js';

/** The words of all calls to these incidents, earliest first; incidents without a call are missing. */
export function selectNarratives(
  db: Db,
  incidentIds: readonly string[],
): Promise<{ incident_id: string; narrative: string }[]> {
  return db.rows(
    `SELECT incident_id, string_agg(narrative, E'\\n\\n' ORDER BY received_at, no) AS narrative
     FROM contact WHERE incident_id = ANY($1::uuid[]) AND narrative <> '' GROUP BY incident_id`,
    [incidentIds],
  );
}
