import { randomUUID } from 'node:crypto';
import { json } from './db.js';
import type { Db } from './db.js';
import type { Database } from './database.js';

export interface NewJob {
  readonly kind: string;
  /** JSON; ids and codes only. */
  readonly payload: unknown;
  /** Wall time from which it may run. */
  readonly runAt: Date;
  /** At most one unfinished job of a kind has this key. */
  readonly dedupeKey?: string;
}

export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  /** Attempts including this one. */
  readonly attempts: number;
}

export interface JobClaim {
  readonly kind: string;
  readonly limit: number;
  /** Wall time. */
  readonly now: Date;
  /** After this long without an answer another node may take the job. */
  readonly leaseMs: number;
  /** The claiming node. */
  readonly claimedBy: string;
}

/** Puts a job in, in the caller's transaction; false when one with that key already waits. */
export async function enqueueJob(db: Db, job: NewJob): Promise<boolean> {
  const inserted = await db.run(
    `INSERT INTO job (id, kind, dedupe_key, payload, run_at, attempts)
     VALUES ($1, $2, $3, $4, $5, 0)
     ON CONFLICT (kind, dedupe_key) WHERE done_at IS NULL DO NOTHING`,
    [randomUUID(), job.kind, job.dedupeKey ?? null, json(job.payload), job.runAt],
  );
  return inserted === 1;
}

/** Takes due jobs that no living node holds; two nodes never get the same one. */
export function claimJobs(database: Database, claim: JobClaim): Promise<ClaimedJob[]> {
  const until = new Date(claim.now.getTime() + claim.leaseMs);
  return database.on('background').rows<ClaimedJob>(
    `UPDATE job SET attempts = attempts + 1, claimed_by = $4, claimed_until = $5
      WHERE id IN (
        SELECT id FROM job
         WHERE kind = $1 AND done_at IS NULL AND run_at <= $2
           AND (claimed_until IS NULL OR claimed_until <= $2)
         ORDER BY run_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING id, kind, payload, attempts`,
    [claim.kind, claim.now, claim.limit, claim.claimedBy, until],
  );
}

/** Marks a job done; false when its lease had passed to another node. */
export async function completeJob(
  db: Db,
  job: Pick<ClaimedJob, 'id' | 'attempts'>,
  now: Date,
): Promise<boolean> {
  const updated = await db.run(
    `UPDATE job SET done_at = $3, claimed_by = NULL, claimed_until = NULL, failed_code = NULL
      WHERE id = $1 AND attempts = $2 AND done_at IS NULL`,
    [job.id, job.attempts, now],
  );
  return updated === 1;
}

/**
 * Gives a failed job back to run at `retryAt`, or ends it when `retryAt` is null.
 * False when its lease had passed to another node.
 */
export async function failJob(
  db: Db,
  job: Pick<ClaimedJob, 'id' | 'attempts'>,
  failure: { readonly now: Date; readonly retryAt: Date | null; readonly code: string },
): Promise<boolean> {
  const updated = await db.run(
    `UPDATE job SET claimed_by = NULL, claimed_until = NULL, failed_code = $3,
                    run_at = coalesce($4, run_at),
                    done_at = CASE WHEN $4::timestamptz IS NULL THEN $5::timestamptz END
      WHERE id = $1 AND attempts = $2 AND done_at IS NULL`,
    [job.id, job.attempts, failure.code, failure.retryAt, failure.now],
  );
  return updated === 1;
}
