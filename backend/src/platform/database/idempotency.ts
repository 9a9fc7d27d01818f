import type { LogHead } from '../events/logged-event.js';
import { json } from './db.js';
import type { Db } from './db.js';
import type { CommandContext, IdempotencyKey, Outcome } from './outcome.js';

const HOUR_MS = 3_600_000;

/** How long an answer is kept: a console repeats within a day, a device may be away for longer. */
const KEPT_MS = { user: 24 * HOUR_MS, device: 14 * 24 * HOUR_MS, system: 24 * HOUR_MS } as const;

/** The stored answer of a command: its outcome and where its last event stands. */
export interface StoredAnswer {
  readonly outcome: Outcome<unknown>;
  readonly head: LogHead | null;
}

export type Claim =
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  | { readonly kind: 'reused' };

/**
 * Claims the key in the open transaction. While a twin holds it this waits: then its answer is
 * there, or, when it failed, the key is ours.
 */
export async function claimKey(
  db: Db,
  context: CommandContext,
  idempotency: IdempotencyKey,
  recordedAt: Date,
): Promise<Claim> {
  const expiresAt = new Date(recordedAt.getTime() + KEPT_MS[context.actor.kind]);
  const inserted = await db.run(
    `INSERT INTO idempotency (principal_kind, principal_id, command, key, body_hash, recorded_at,
                              expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [...keyOf(context, idempotency), idempotency.bodyHash, recordedAt, expiresAt],
  );
  if (inserted === 1) return { kind: 'new' };
  const stored = await db.row<{ body_hash: string; outcome: StoredAnswer | null }>(
    `SELECT body_hash, outcome FROM idempotency
      WHERE principal_kind = $1 AND principal_id = $2 AND command = $3 AND key = $4`,
    keyOf(context, idempotency),
  );
  if (!stored) throw new KeyVanished();
  if (stored.body_hash !== idempotency.bodyHash) return { kind: 'reused' };
  if (!stored.outcome) throw new Error('an idempotency key was committed without its answer');
  return { kind: 'answered', answer: stored.outcome };
}

/** The twin's row was purged between our insert and our look: the command starts again. */
export class KeyVanished extends Error {}

export async function storeAnswer(
  db: Db,
  context: CommandContext,
  idempotency: IdempotencyKey,
  answer: StoredAnswer,
): Promise<void> {
  await db.run(
    `UPDATE idempotency SET outcome = $5
      WHERE principal_kind = $1 AND principal_id = $2 AND command = $3 AND key = $4`,
    [...keyOf(context, idempotency), json(answer)],
  );
}

/** Removes answers whose time is over, at most `limit`; returns how many went. */
export function purgeExpiredAnswers(db: Db, wallNow: Date, limit: number): Promise<number> {
  return db.run(
    `DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM idempotency WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2))`,
    [wallNow, limit],
  );
}

function keyOf(context: CommandContext, { key }: IdempotencyKey): string[] {
  return [context.actor.kind, context.actor.id, context.command, key];
}
