import type { LocationEvidence, PlaceSource, PlaceView } from '@muster/contracts';
import type { Db } from '../../platform/database/db.js';

interface EvidenceRow {
  id: string;
  source: PlaceSource;
  label: string;
  given_text: string | null;
  lat: number | null;
  lon: number | null;
  at: Date;
  chosen: boolean;
}

/** Adds a statement about the place and makes it the chosen one. */
export async function chooseEvidence(
  db: Db,
  evidence: {
    id: string;
    incidentId: string;
    place: PlaceView;
    givenText: string | null;
    at: Date;
  },
): Promise<void> {
  await db.run('UPDATE location_evidence SET chosen = false WHERE incident_id = $1 AND chosen', [
    evidence.incidentId,
  ]);
  await db.run(
    `INSERT INTO location_evidence (id, incident_id, source, label, given_text, point, at, chosen)
     VALUES ($1, $2, $3, $4, $5,
       ST_SetSRID(ST_MakePoint($6::double precision, $7::double precision), 4326)::geography, $8, true)`,
    [
      evidence.id,
      evidence.incidentId,
      evidence.place.source,
      evidence.place.label,
      evidence.givenText,
      evidence.place.point?.lon ?? null,
      evidence.place.point?.lat ?? null,
      evidence.at,
    ],
  );
}

/** All statements about an incident's place, newest first. */
export async function selectEvidence(db: Db, incidentId: string): Promise<LocationEvidence[]> {
  const rows = await db.rows<EvidenceRow>(
    `SELECT id, source, label, given_text, ST_Y(point::geometry) AS lat, ST_X(point::geometry) AS lon, at, chosen
     FROM location_evidence WHERE incident_id = $1 ORDER BY at DESC, id`,
    [incidentId],
  );
  return rows.map((row) => ({
    id: row.id,
    place: {
      source: row.source,
      label: row.label,
      point: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
    },
    givenText: row.given_text,
    at: row.at.toISOString(),
    chosen: row.chosen,
  }));
}
