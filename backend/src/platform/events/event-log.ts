import type { Database } from '../database/database.js';
import type { Db, Lane } from '../database/db.js';
import type { Codes, LoggedEvent, LogHead } from './logged-event.js';

interface EventRow {
  readonly epoch: number;
  readonly seq: number;
  readonly kind: string;
  readonly entity_kind: string;
  readonly entity_id: string;
  readonly version: number;
  readonly at: Date;
  readonly recorded_at: Date;
  readonly actor_kind: 'user' | 'device' | 'system';
  readonly actor_id: string;
  readonly codes: Codes;
}

/** Reads the event log: pages of it, its head, and snapshots that belong to one seq. */
export class EventLog {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Epoch and last seq committed. */
  head(): Promise<LogHead> {
    return readHead(this.database.on('read'));
  }

  /** At most `limit` events after `afterSeq`, in order, without a gap. */
  readFrom(afterSeq: number, limit: number): Promise<LoggedEvent[]> {
    return this.readIn(this.database.on('read'), afterSeq, limit);
  }

  /** As `readFrom`, within a caller's transaction: events and rows of one view of the database. */
  async readIn(db: Db, afterSeq: number, limit: number): Promise<LoggedEvent[]> {
    const rows = await db.rows<EventRow>(
      `SELECT epoch, seq, kind, entity_kind, entity_id, version, at, recorded_at, actor_kind,
              actor_id, codes
         FROM event_log WHERE seq > $1 ORDER BY seq LIMIT $2`,
      [afterSeq, limit],
    );
    return rows.map(toEvent);
  }

  /** What happened about an incident, oldest first: its own events, and others that name it in `incidentId`. */
  async aboutIncident(id: string, limit: number): Promise<LoggedEvent[]> {
    const rows = await this.database.on('read').rows<EventRow>(
      `SELECT epoch, seq, kind, entity_kind, entity_id, version, at, recorded_at, actor_kind,
              actor_id, codes
         FROM event_log
        WHERE (entity_kind = 'incident' AND entity_id = $1)
           OR (codes ? 'incidentId' AND codes ->> 'incidentId' = $1)
        ORDER BY seq LIMIT $2`,
      [id, limit],
    );
    return rows.map(toEvent);
  }

  /** Reads rows and the counter in one view of the database: the value belongs to that seq. */
  snapshot<T>(lane: Lane, read: (db: Db) => Promise<T>): Promise<LogHead & { readonly value: T }> {
    return this.database.transaction(
      { lane, isolation: 'repeatable read', readOnly: true },
      async (db) => {
        const head = await readHead(db);
        return { ...head, value: await read(db) };
      },
    );
  }
}

/**
 * Raises the epoch after a standby was promoted, so that every node and console starts again from
 * a snapshot: the standby may lack the last events of the old primary.
 */
export async function raiseEpoch(database: Database): Promise<LogHead> {
  return database.asLogin(async (db) => {
    const head = await db.row<LogHead>(
      'UPDATE event_counter SET epoch = epoch + 1 RETURNING epoch, n AS seq',
    );
    if (!head) throw new Error('event_counter has no row');
    return head;
  });
}

async function readHead(db: Db): Promise<LogHead> {
  const row = await db.row<LogHead>('SELECT epoch, n AS seq FROM event_counter');
  if (!row) throw new Error('event_counter has no row');
  return { epoch: row.epoch, seq: row.seq };
}

function toEvent(row: EventRow): LoggedEvent {
  return {
    epoch: row.epoch,
    seq: row.seq,
    kind: row.kind,
    entity: { kind: row.entity_kind, id: row.entity_id },
    version: row.version,
    at: row.at,
    recordedAt: row.recorded_at,
    actor: { kind: row.actor_kind, id: row.actor_id },
    codes: row.codes,
  };
}
