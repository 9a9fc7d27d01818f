import type { Db } from '../../platform/database/db.js';

const FREE_FAILURES = 5;
const LONGEST_DELAY_S = 900;
const FORGET_AFTER_S = 86_400;

/**
 * Takes one attempt for a typed name, counted as a failure until it turns out to be none, so that
 * many at once gain nothing. The first five in a day are free, then each doubles the wait, up to
 * fifteen minutes. Returns false when it is not yet time.
 */
export async function takeAttempt(db: Db, nameHash: Uint8Array, now: Date): Promise<boolean> {
  const taken = await db.run(
    `INSERT INTO sign_in_delay AS d (name_hash, failures, not_before, forget_at)
     VALUES ($1, 1, $2, $2::timestamptz + $5 * interval '1 second')
     ON CONFLICT (name_hash) DO UPDATE SET
       failures = CASE WHEN d.forget_at < $2 THEN 1 ELSE d.failures + 1 END,
       not_before = $2::timestamptz + interval '1 second' * CASE
         WHEN d.forget_at < $2 OR d.failures + 1 < $3 THEN 0
         ELSE least($4::float8, power(2, least(d.failures + 1 - $3, 20))) END,
       forget_at = excluded.forget_at
     WHERE d.not_before <= $2`,
    [nameHash, now, FREE_FAILURES, LONGEST_DELAY_S, FORGET_AFTER_S],
  );
  return taken === 1;
}

/** Whole seconds until the next attempt for the name is taken. */
export async function secondsToWait(db: Db, nameHash: Uint8Array, now: Date): Promise<number> {
  const row = await db.row<{ not_before: Date }>(
    'SELECT not_before FROM sign_in_delay WHERE name_hash = $1',
    [nameHash],
  );
  const waitMs = (row?.not_before.getTime() ?? 0) - now.getTime();
  return Math.max(1, Math.ceil(waitMs / 1000));
}

/** The right password was given: the name starts afresh. */
export function clearDelay(db: Db, nameHash: Uint8Array): Promise<number> {
  return db.run('DELETE FROM sign_in_delay WHERE name_hash = $1', [nameHash]);
}

export function deleteForgotten(db: Db, now: Date): Promise<number> {
  return db.run('DELETE FROM sign_in_delay WHERE forget_at < $1', [now]);
}
