import { randomUUID } from 'node:crypto';
import type { CommandTransaction } from '../platform/database/unit-of-work.js';
import { hashOf, newSecret } from './secret.js';
import { endSessions, insertSession } from './storage/session-rows.js';
import type { SessionEnd, SessionsToEnd } from './storage/session-rows.js';

/** What the browser keeps, and until when at the latest. */
export interface OpenedSession {
  readonly token: string;
  readonly expiresAt: Date;
}

export type EnteredBy = 'PASSWORD' | 'LINK' | 'SETUP_CODE';

/** Opens a session with a token never used before, and records it. */
export async function openSession(
  tx: CommandTransaction,
  accountId: string,
  by: EnteredBy,
  lastsMs: number,
): Promise<OpenedSession> {
  const token = newSecret();
  const id = randomUUID();
  const openedAt = tx.recordedAt;
  const expiresAt = new Date(openedAt.getTime() + lastsMs);
  await insertSession(tx.db, { id, accountId, tokenHash: hashOf(token), openedAt, expiresAt });
  tx.record({
    kind: 'session.opened',
    entity: { kind: 'session', id },
    fromVersion: null,
    toVersion: 1,
    fields: ['account', 'expiresAt'],
    codes: { account: accountId, by },
  });
  return { token, expiresAt };
}

/** Ends sessions of an account, one record each. Their sockets are cut by the event. */
export async function closeSessions(
  tx: CommandTransaction,
  which: SessionsToEnd,
  code: SessionEnd,
): Promise<void> {
  for (const { id, version } of await endSessions(tx.db, which, code, tx.recordedAt)) {
    tx.record({
      kind: 'session.ended',
      entity: { kind: 'session', id },
      fromVersion: version - 1,
      toVersion: version,
      fields: ['endedAt'],
      codes: { account: which.accountId, code },
    });
  }
}
