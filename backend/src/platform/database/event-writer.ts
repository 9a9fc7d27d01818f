import type { LogHead } from '../events/logged-event.js';
import { json } from './db.js';
import type { CommandContext, CommandTransaction, StateChange } from './outcome.js';

/** Channel on which every commit of events is announced; the payload is the last seq. */
export const EVENT_CHANNEL = 'muster_events';

/**
 * Counter, events and audit rows in one statement. It must be the last of its transaction: from
 * here to COMMIT the counter row is locked, and that lock is what makes seq dense and ordered.
 */
const WRITE_EVENTS = `
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
    SELECT seq, epoch, kind, entity_kind, entity_id, to_version, at, $3::timestamptz, $4::text, $5::text, codes
      FROM change ORDER BY seq
  ), audited AS (
    INSERT INTO audit (seq, actor_kind, actor_id, command, entity_kind, entity_id, from_version,
                       to_version, fields, codes, at, recorded_at)
    SELECT seq, $4::text, $5::text, $6::text, entity_kind, entity_id, from_version, to_version,
           fields, codes, at, $3::timestamptz
      FROM change ORDER BY seq
  )
  SELECT epoch, n AS seq, pg_notify('${EVENT_CHANNEL}', n::text) FROM counter`;

/** Writes the buffered changes of a command; null when there are none. */
export async function writeEvents(
  tx: CommandTransaction,
  context: CommandContext,
  changes: readonly StateChange[],
): Promise<LogHead | null> {
  if (changes.length === 0) return null;
  const rows = changes.map((change, index) => ({
    ord: index + 1,
    kind: change.kind,
    entity_kind: change.entity.kind,
    entity_id: change.entity.id,
    from_version: change.fromVersion,
    to_version: change.toVersion,
    fields: change.fields,
    codes: change.codes ?? {},
    at: change.at ?? tx.at,
  }));
  const { actor, command } = context;
  const params = [json(rows), rows.length, tx.recordedAt, actor.kind, actor.id, command];
  const head = await tx.db.row<{ epoch: number; seq: number }>(WRITE_EVENTS, params);
  if (!head) throw new Error('event_counter has no row');
  return { epoch: head.epoch, seq: head.seq };
}
