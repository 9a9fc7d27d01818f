import type { ClientBase } from 'pg';
import type { Actor, Db, Lane } from './db.js';
import type { TransactionDb } from './transaction-db.js';
import type { LaneWait } from './lane-queue.js';

export interface TransactionOptions {
  readonly lane: Lane;
  /** Default: the system actor. */
  readonly actor?: Actor;
  /** Default: read committed. */
  readonly isolation?: 'read committed' | 'repeatable read';
  readonly readOnly?: boolean;
}

/** Called for notifications, and each time the connection was (re)made: then re-read what was missed. */
export interface ChannelListener {
  notified(payload: string): void;
  connected(): void;
}

/**
 * The one database of a node: PGlite in a worker thread, or PostgreSQL. Statements run as
 * `muster_app`, in UTC. Inside a transaction use only the `Db` it gives: asking the Database
 * itself throws at once, since the embedded database has one session and would wait for itself.
 */
export abstract class Database {
  abstract readonly kind: 'embedded' | 'postgres';

  /** Single statements, each in its own implicit transaction and checked out by itself. */
  abstract on(lane: Lane, actor?: Actor): Db;

  /** Runs `work` in one transaction; a throw rolls back and is passed on. */
  abstract transaction<T>(
    options: TransactionOptions,
    work: (db: TransactionDb) => Promise<T>,
  ): Promise<T>;

  /** One session as the login role, for migrations and set-up only. Not a transaction. */
  abstract asLogin<T>(work: (db: Db) => Promise<T>): Promise<T>;

  /** Follows a NOTIFY channel until the returned function is called. */
  abstract listen(channel: string, listener: ChannelListener): Promise<() => Promise<void>>;

  /**
   * Holds a named lock until released or the session is lost: one holder among all nodes.
   * Null when another holds it.
   */
  abstract tryHold(name: string): Promise<HeldLock | null>;

  /** A bare session, for the TypeORM data source only; `release` must be called. */
  abstract holdClient(lane: Lane): Promise<HeldClient>;

  abstract laneWaits(): Record<Lane, LaneWait>;

  abstract close(): Promise<void>;
}

export interface HeldLock {
  /** Settles when the lock is gone without `release`: its session broke. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

export interface HeldClient {
  readonly client: ClientBase;
  readonly release: (broken: boolean) => void;
}
