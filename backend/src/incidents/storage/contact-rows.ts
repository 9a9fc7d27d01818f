import type { Channel, ContactView, PlaceSource, PlaceView } from '@muster/contracts';
import type { Db, SqlValue } from '../../platform/database/db.js';

export interface ContactRow {
  id: string;
  no: number;
  version: number;
  channel: Channel;
  received_at: Date;
  caller_name: string | null;
  caller_phone: string | null;
  narrative: string;
  place_source: PlaceSource | null;
  place_label: string | null;
  lat: number | null;
  lon: number | null;
  incident_id: string | null;
}

const COLUMNS = `id, no, version, channel, received_at, caller_name, caller_phone, narrative, place_source, place_label,
  ST_Y(place_point::geometry) AS lat, ST_X(place_point::geometry) AS lon, incident_id`;

export interface NewContact {
  id: string;
  channel: Channel;
  receivedAt: Date;
  recordedAt: Date;
  recordedBy: string;
  callerName: string | null;
  callerPhone: string | null;
  narrative: string;
  place: PlaceView | null;
  incidentId: string | null;
}

export async function insertContact(db: Db, contact: NewContact): Promise<ContactRow> {
  const row = await db.row<ContactRow>(
    `INSERT INTO contact (id, version, channel, received_at, recorded_at, recorded_by, caller_name, caller_phone,
       narrative, place_source, place_label, place_point, incident_id)
     VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
       ST_SetSRID(ST_MakePoint($11::double precision, $12::double precision), 4326)::geography, $13)
     RETURNING ${COLUMNS}`,
    [
      contact.id,
      contact.channel,
      contact.receivedAt,
      contact.recordedAt,
      contact.recordedBy,
      contact.callerName,
      contact.callerPhone,
      contact.narrative,
      ...placeParams(contact.place),
      contact.incidentId,
    ],
  );
  if (!row) throw new Error('insert returned no contact');
  return row;
}

function placeParams(place: PlaceView | null): SqlValue[] {
  if (!place) return [null, null, null, null];
  return [place.source, place.label, place.point?.lon ?? null, place.point?.lat ?? null];
}

export function lockContact(db: Db, id: string): Promise<ContactRow | undefined> {
  return db.row<ContactRow>(`SELECT ${COLUMNS} FROM contact WHERE id = $1 FOR UPDATE`, [id]);
}

export function selectContactsOf(db: Db, incidentId: string): Promise<ContactRow[]> {
  return db.rows<ContactRow>(
    `SELECT ${COLUMNS} FROM contact WHERE incident_id = $1 ORDER BY received_at, no`,
    [incidentId],
  );
}

/** Moves a locked contact to another incident, or to none. */
export async function relinkContact(
  db: Db,
  contact: ContactRow,
  incidentId: string | null,
): Promise<void> {
  await db.run(
    'UPDATE contact SET incident_id = $3, version = version + 1 WHERE id = $1 AND version = $2',
    [contact.id, contact.version, incidentId],
  );
}

export function toContactView(row: ContactRow): ContactView {
  const hasCaller = row.caller_name !== null || row.caller_phone !== null;
  return {
    id: row.id,
    no: row.no,
    channel: row.channel,
    receivedAt: row.received_at.toISOString(),
    caller: hasCaller ? { name: row.caller_name, phone: row.caller_phone } : null,
    narrative: row.narrative,
    place: toPlace(row),
    incidentId: row.incident_id,
  };
}

function toPlace(row: ContactRow): PlaceView | null {
  if (row.place_source === null) return null;
  return {
    source: row.place_source,
    label: row.place_label ?? '',
    point: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
  };
}
