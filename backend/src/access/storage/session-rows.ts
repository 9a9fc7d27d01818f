import type { Role } from '@muster/contracts';
import type { Db } from '../../platform/database/db.js';

export type SessionEnd = 'SIGNED_OUT' | 'LOCKED' | 'PASSWORD_CHANGED';

/** A session that holds now, with its account. */
export interface LiveSession {
  readonly id: string;
  readonly account_id: string;
  readonly username: string;
  readonly display_name: string;
  readonly roles: Role[];
  readonly expires_at: Date;
  readonly last_used_at: Date;
}

/** A session holds at `now` when it was used since `usedSince`; only accounts of the database's own kind count. */
export interface Liveness {
  readonly now: Date;
  readonly usedSince: Date;
  readonly training: boolean;
}

export interface NewSession {
  readonly id: string;
  readonly accountId: string;
  readonly tokenHash: Uint8Array;
  readonly openedAt: Date;
  readonly expiresAt: Date;
}

const LIVE = `
  SELECT s.id, s.account_id, a.username, a.display_name, a.roles, s.expires_at, s.last_used_at
    FROM session s JOIN account a ON a.id = s.account_id
   WHERE s.ended_at IS NULL AND s.expires_at > $2 AND s.last_used_at > $3
     AND a.training = $4 AND NOT a.locked`;

export function insertSession(db: Db, session: NewSession): Promise<number> {
  return db.run(
    `INSERT INTO session (id, account_id, version, token_hash, opened_at, expires_at, last_used_at)
     VALUES ($1, $2, 1, $3, $4, $5, $4)`,
    [session.id, session.accountId, session.tokenHash, session.openedAt, session.expiresAt],
  );
}

export function selectLiveByToken(
  db: Db,
  tokenHash: Uint8Array,
  { now, usedSince, training }: Liveness,
): Promise<LiveSession | undefined> {
  return db.row(`${LIVE} AND s.token_hash = $1`, [tokenHash, now, usedSince, training]);
}

/** Those of the sessions that hold now. */
export function selectLive(
  db: Db,
  ids: readonly string[],
  { now, usedSince, training }: Liveness,
): Promise<LiveSession[]> {
  return db.rows(`${LIVE} AND s.id = ANY ($1::uuid[])`, [ids, now, usedSince, training]);
}

export function touchSessions(db: Db, ids: readonly string[], at: Date): Promise<number> {
  return db.run(
    'UPDATE session SET last_used_at = $2 WHERE id = ANY ($1::uuid[]) AND last_used_at < $2',
    [ids, at],
  );
}

export interface SessionsToEnd {
  readonly accountId: string;
  /** Ends this one only; absent: all of the account. */
  readonly only?: string;
  /** Leaves this one. */
  readonly except?: string;
}

/** Ends sessions that are not ended yet; returns id and new version of each. */
export function endSessions(
  db: Db,
  { accountId, only, except }: SessionsToEnd,
  code: SessionEnd,
  at: Date,
): Promise<{ id: string; version: number }[]> {
  return db.rows(
    `UPDATE session SET ended_at = $2, end_code = $3, version = version + 1
      WHERE account_id = $1 AND ended_at IS NULL
        AND ($4::uuid IS NULL OR id = $4) AND ($5::uuid IS NULL OR id <> $5)
      RETURNING id, version`,
    [accountId, at, code, only ?? null, except ?? null],
  );
}

/** Removes sessions that ended or expired before `before`. */
export function deleteOldSessions(db: Db, before: Date): Promise<number> {
  return db.run('DELETE FROM session WHERE expires_at < $1', [before]);
}
