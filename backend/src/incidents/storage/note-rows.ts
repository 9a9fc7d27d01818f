import type { Db } from '../../platform/database/db.js';

export interface NoteRow {
  id: string;
  at: Date;
  author_id: string;
  text: string;
}

/** Keeps free text; the event that goes with it carries only the id. */
export async function insertNote(
  db: Db,
  note: { id: string; incidentId: string; at: Date; authorId: string; text: string },
): Promise<void> {
  await db.run(
    'INSERT INTO incident_note (id, incident_id, at, author_id, text) VALUES ($1, $2, $3, $4, $5)',
    [note.id, note.incidentId, note.at, note.authorId, note.text],
  );
}

export function selectNotes(db: Db, incidentId: string): Promise<NoteRow[]> {
  return db.rows<NoteRow>(
    'SELECT id, at, author_id, text FROM incident_note WHERE incident_id = $1 ORDER BY at, id',
    [incidentId],
  );
}
