import type { Db } from '../../platform/database/db.js';

export interface ConsultationRow {
  id: string;
  purposeCode: string;
  subject: { kind: string; id: string; version: number | null };
  incidentId: string | null;
  fields: readonly string[];
  at: Date;
  recordedAt: Date;
}

export interface DisclosureRow {
  id: string;
  purposeCode: string;
  recipient: { kind: string; id: string };
  subject: { kind: string; ids: readonly string[] };
  fields: readonly string[];
  contentHash: Uint8Array | null;
  at: Date;
  recordedAt: Date;
}

/** Who looked at whose record; the actor is that of the database context. */
export async function insertConsultation(db: Db, row: ConsultationRow): Promise<void> {
  await db.run(
    `INSERT INTO consultation_record (id, actor_kind, actor_id, purpose_code, subject_kind, subject_id,
       subject_version, incident_id, fields, at, recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text[], $10, $11)`,
    [
      row.id,
      db.actor.kind,
      db.actor.id,
      row.purposeCode,
      row.subject.kind,
      row.subject.id,
      row.subject.version,
      row.incidentId,
      row.fields,
      row.at,
      row.recordedAt,
    ],
  );
}

/** What left the system, and to whom; the actor is that of the database context. */
export async function insertDisclosure(db: Db, row: DisclosureRow): Promise<void> {
  await db.run(
    `INSERT INTO disclosure_record (id, actor_kind, actor_id, purpose_code, recipient_kind, recipient_id,
       subject_kind, subject_ids, fields, content_hash, at, recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text[], $9::text[], $10, $11, $12)`,
    [
      row.id,
      db.actor.kind,
      db.actor.id,
      row.purposeCode,
      row.recipient.kind,
      row.recipient.id,
      row.subject.kind,
      row.subject.ids,
      row.fields,
      row.contentHash,
      row.at,
      row.recordedAt,
    ],
  );
}
