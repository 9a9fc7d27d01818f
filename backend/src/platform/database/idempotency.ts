import type { LogHead } from '../events/logged-event.js';
import { json } from './db.js';
import type { Db } from './db.js';
import type { CommandContext, IdempotencyKey, Outcome } from './outcome.js';

const HOUR_MS = 3_600_000;

/** How long an answer is kept: a console repeats within a day, a device may be away for longer. */
const KEPT_MS = { user: 24 * HOUR_MS, device: 14 * 24 * HOUR_MS, system: 24 * HOUR_MS } as const;

/** A command that may be sent again. */
export type KeyedContext = CommandContext & { readonly idempotency: IdempotencyKey };

export type Claim =
  | { readonly kind: 'new' }
  | {
      readonly kind: 'answered';
      readonly outcome: Outcome<unknown>;
      /** Its last event; null when it made none. */
      readonly head: LogHead | null;
    }
  | { readonly kind: 'reused' };

interface StoredRow {
  readonly body_hash: string;
  readonly outcome: Outcome<unknown> | null;
  readonly epoch: number | null;
  readonly seq: number | null;
}

const INSERT_KEY = `
  INSERT INTO idempotency (principal_kind, principal_id, command, key, body_hash, recorded_at,
                           expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`;

/** Undoes what a refused command wrote, but not its key. */
export const BACK_TO_KEY = 'ROLLBACK TO SAVEPOINT after_key';

/**
 * Claims the key in the open transaction and sets a savepoint after it. While a twin holds the key
 * this waits: then its answer is there, or, when it failed, the key is ours.
 */
export async function claimKey(db: Db, context: KeyedContext, recordedAt: Date): Promise<Claim> {
  const expiresAt = new Date(recordedAt.getTime() + KEPT_MS[context.actor.kind]);
  const { bodyHash } = context.idempotency;
  const [inserted] = await Promise.all([
    db.run(INSERT_KEY, [...keyOf(context), bodyHash, recordedAt, expiresAt]),
    db.run('SAVEPOINT after_key'),
  ]);
  if (inserted === 1) return { kind: 'new' };
  const stored = await db.row<StoredRow>(
    `SELECT body_hash, outcome, epoch, seq FROM idempotency
      WHERE principal_kind = $1 AND principal_id = $2 AND command = $3 AND key = $4`,
    keyOf(context),
  );
  return stored ? readAnswer(stored, bodyHash) : Promise.reject(new KeyVanished());
}

function readAnswer({ body_hash, outcome, epoch, seq }: StoredRow, bodyHash: string): Claim {
  if (body_hash !== bodyHash) return { kind: 'reused' };
  if (!outcome) throw new Error('an idempotency key was committed without its answer');
  const head = epoch === null || seq === null ? null : { epoch, seq };
  return { kind: 'answered', outcome, head };
}

/** The twin's row was purged between our insert and our look: the command starts again. */
export class KeyVanished extends Error {}

/** Keeps the answer of a command that made no events; with events it is written beside them. */
export async function storeAnswer(
  db: Db,
  context: KeyedContext,
  outcome: Outcome<unknown>,
): Promise<void> {
  await db.run(
    `UPDATE idempotency SET outcome = $5
      WHERE principal_kind = $1 AND principal_id = $2 AND command = $3 AND key = $4`,
    [...keyOf(context), json(outcome)],
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

/** The primary key of the stored answer. */
export function keyOf({ actor, command, idempotency }: KeyedContext): string[] {
  return [actor.kind, actor.id, command, idempotency.key];
}
