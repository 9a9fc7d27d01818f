import type { LogHead } from '../events/logged-event.js';
import { json } from './db.js';
import type { SqlValue } from './db.js';
import type { CommandContext, CommandTransaction, Outcome, StateChange } from './outcome.js';
import type { TransactionDb } from './transaction-db.js';

/** Channel on which every commit of events is announced; the payload is the last seq. */
export const EVENT_CHANNEL = 'muster_events';

/** The answer of a keyed command, written beside its events. */
const STORE_ANSWER = `, answered AS (
    UPDATE idempotency SET outcome = $7::json, epoch = counter.epoch, seq = counter.n FROM counter
     WHERE principal_kind = $4::text AND principal_id = $5::text AND command = $6::text
       AND key = $8::text
  )`;

/**
 * Counter, events, audit rows and the answer in one statement, which goes out together with
 * COMMIT: while the counter row is locked all other commands wait, and that lock is what makes
 * seq dense and ordered.
 */
const writeStatement = (storeAnswer: string) => `
  WITH counter AS (
    UPDATE event_counter SET n = n + $2::bigint RETURNING epoch, n
  ), change AS (
    SELECT counter.epoch, counter.n - $2::bigint + ord AS seq, r.*
      FROM counter, jsonb_to_recordset($1::jsonb) AS r(
        ord bigint, kind text, entity_kind text, entity_id text, from_version int,
        to_version int, fields text[], codes jsonb, at timestamptz)
  ), logged AS (
    INSERT INTO event_log (seq, epoch, kind, entity_kind, entity_id, version, at, recorded_at,
                           actor_kind, actor_id, codes)
    SELECT seq, epoch, kind, entity_kind, entity_id, to_version, at, $3::timestamptz, $4::text,
           $5::text, codes
      FROM change ORDER BY seq
  ), audited AS (
    INSERT INTO audit (seq, actor_kind, actor_id, command, entity_kind, entity_id, from_version,
                       to_version, fields, codes, at, recorded_at)
    SELECT seq, $4::text, $5::text, $6::text, entity_kind, entity_id, from_version, to_version,
           fields, codes, at, $3::timestamptz
      FROM change ORDER BY seq
  )${storeAnswer}
  SELECT epoch, n AS seq, pg_notify('${EVENT_CHANNEL}', n::text) FROM counter`;

const WRITE_EVENTS = writeStatement('');
const WRITE_EVENTS_AND_ANSWER = writeStatement(STORE_ANSWER);

/** What a command leaves behind: its changes, at least one, and under a key its outcome. */
export interface CommandRecord {
  readonly context: CommandContext;
  readonly tx: CommandTransaction;
  readonly changes: readonly StateChange[];
  readonly outcome: Outcome<unknown>;
}

/** Writes the record and commits. Returns where the last event stands. */
export async function commitWithEvents(db: TransactionDb, record: CommandRecord): Promise<LogHead> {
  const { context, tx, changes, outcome } = record;
  const { actor, command, idempotency } = context;
  const rows = json(changes.map((change, index) => toRow(change, index, tx.at)));
  const params: SqlValue[] = [rows, changes.length, tx.recordedAt, actor.kind, actor.id, command];
  let sql = WRITE_EVENTS;
  if (idempotency) {
    sql = WRITE_EVENTS_AND_ANSWER;
    params.push(json(outcome), idempotency.key);
  }
  const head = await db.commitWith<{ epoch: number; seq: number }>(sql, params);
  if (!head) throw new Error('event_counter has no row');
  return { epoch: head.epoch, seq: head.seq };
}

function toRow(change: StateChange, index: number, at: Date): object {
  return {
    ord: index + 1,
    kind: change.kind,
    entity_kind: change.entity.kind,
    entity_id: change.entity.id,
    from_version: change.fromVersion,
    to_version: change.toVersion,
    fields: change.fields,
    codes: change.codes ?? {},
    at: change.at ?? at,
  };
}
