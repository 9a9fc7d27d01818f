import type { Db } from '../../platform/database/db.js';

export interface TicketRow {
  readonly session_id: string | null;
  readonly device_id: string | null;
  readonly expires_at: Date;
}

/** Whose socket a ticket opens. */
export type TicketHolder = { readonly sessionId: string } | { readonly deviceId: string };

export function insertTicket(
  db: Db,
  tokenHash: Uint8Array,
  holder: TicketHolder,
  expiresAt: Date,
): Promise<number> {
  const sessionId = 'sessionId' in holder ? holder.sessionId : null;
  const deviceId = 'deviceId' in holder ? holder.deviceId : null;
  return db.run(
    `INSERT INTO socket_ticket (token_hash, session_id, device_id, expires_at)
     VALUES ($1, $2, $3, $4)`,
    [tokenHash, sessionId, deviceId, expiresAt],
  );
}

/** Takes the ticket away: of two that come with it at once, one gets it. */
export function takeTicket(db: Db, tokenHash: Uint8Array): Promise<TicketRow | undefined> {
  return db.row(
    'DELETE FROM socket_ticket WHERE token_hash = $1 RETURNING session_id, device_id, expires_at',
    [tokenHash],
  );
}

export function deleteExpiredTickets(db: Db, now: Date): Promise<number> {
  return db.run('DELETE FROM socket_ticket WHERE expires_at < $1', [now]);
}
