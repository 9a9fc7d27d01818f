import type { Grade, LatLon } from '@muster/contracts';
import type { Db } from '../../platform/database/db.js';

export interface LinkCandidateRow {
  id: string;
  no: number;
  type_code: string;
  grade: Grade | null;
  opened_at: Date;
  distance_m: number | null;
  same_caller: boolean;
}

/** Open incidents within `radiusM` of the point, or with a call from this number, opened since `since`; nearest first. */
export function selectLinkCandidates(
  db: Db,
  search: {
    point: LatLon | null;
    phone: string | null;
    radiusM: number;
    since: Date;
    exceptIncidentId: string | null;
  },
): Promise<LinkCandidateRow[]> {
  return db.rows<LinkCandidateRow>(
    `WITH here AS (
       SELECT ST_SetSRID(ST_MakePoint($1::double precision, $2::double precision), 4326)::geography AS point
     )
     SELECT i.id, i.no, i.type_code, i.grade, i.opened_at,
            ST_Distance(i.place_point, here.point) AS distance_m,
            EXISTS (SELECT 1 FROM contact c WHERE c.incident_id = i.id AND c.caller_phone = $3) AS same_caller
     FROM incident i, here
     WHERE i.state <> 'closed' AND i.opened_at >= $5 AND i.id IS DISTINCT FROM $6::uuid
       AND (ST_DWithin(i.place_point, here.point, $4)
            OR EXISTS (SELECT 1 FROM contact c WHERE c.incident_id = i.id AND c.caller_phone = $3))
     ORDER BY distance_m NULLS LAST, i.no DESC LIMIT 20`,
    [
      search.point?.lon ?? null,
      search.point?.lat ?? null,
      search.phone,
      search.radiusM,
      search.since,
      search.exceptIncidentId,
    ],
  );
}
