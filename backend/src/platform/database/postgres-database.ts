import pg from 'pg';
import { Database } from './database.js';
import type { ChannelListener, HeldClient, HeldLock, TransactionOptions } from './database.js';
import { SYSTEM_ACTOR } from './db.js';
import type { Actor, Db, Lane } from './db.js';
import { statementDb } from './lane-db.js';
import { LaneQueue, poolSlots } from './lane-queue.js';
import type { LaneWait } from './lane-queue.js';
import { SQL_TYPES } from './pg-types.js';
import { followChannel } from './postgres-listener.js';
import type { TransactionDb } from './transaction-db.js';
import { APP_ROLE, inTransaction, refuseInsideTransaction, sessionDb } from './session.js';

export interface PostgresOptions {
  readonly connectionString: string;
  readonly poolSize?: number;
  /** Longest a statement may run, so that no request hangs on one. */
  readonly statementTimeoutMs?: number;
  /** Told about broken idle connections; the pool replaces them by itself. */
  readonly onConnectionError?: (error: Error) => void;
}

/** PostgreSQL by connection string, through a pool whose sessions are handed out by lane. */
export class PostgresDatabase extends Database {
  readonly kind = 'postgres';
  private readonly pool: pg.Pool;
  private readonly lanes: LaneQueue;
  private readonly config: pg.ClientConfig;
  private readonly onConnectionError: (error: Error) => void;
  private readonly stopListening = new Set<() => Promise<void>>();

  constructor(options: PostgresOptions) {
    super();
    const poolSize = options.poolSize ?? 10;
    this.config = {
      connectionString: options.connectionString,
      types: SQL_TYPES,
      // statements sent together travel together
      pipeline: true,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
      application_name: 'muster',
    };
    this.onConnectionError = options.onConnectionError ?? (() => undefined);
    this.lanes = new LaneQueue(poolSlots(poolSize));
    const settings = sessionSettings(options.statementTimeoutMs ?? 10_000);
    const prepare = async (client: pg.ClientBase) => {
      client.on('error', this.onConnectionError);
      await client.query(settings);
    };
    // the pool waits for the promise, and drops the connection when it fails; its types say void
    const onConnect = prepare as (client: pg.ClientBase) => void;
    this.pool = new pg.Pool({ ...this.config, max: poolSize, onConnect });
    this.pool.on('error', this.onConnectionError);
  }

  on(lane: Lane, actor: Actor = SYSTEM_ACTOR): Db {
    return statementDb(actor, (use) =>
      this.withSession(lane, (client) => use(sessionDb(client, actor))),
    );
  }

  transaction<T>(options: TransactionOptions, work: (db: TransactionDb) => Promise<T>): Promise<T> {
    const actor = options.actor ?? SYSTEM_ACTOR;
    return this.withSession(options.lane, (client, broken) =>
      inTransaction(client, { ...options, actor }, work, broken),
    );
  }

  async asLogin<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const client = await this.connectOwn();
    try {
      return await work(sessionDb(client, SYSTEM_ACTOR));
    } finally {
      await client.end();
    }
  }

  async listen(channel: string, listener: ChannelListener): Promise<() => Promise<void>> {
    const stop = await followChannel(() => this.connectOwn(), channel, listener);
    this.stopListening.add(stop);
    return () => {
      this.stopListening.delete(stop);
      return stop();
    };
  }

  async tryHold(name: string): Promise<HeldLock | null> {
    const client = await this.connectOwn();
    const { rows } = await client.query<{ held: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held',
      [name],
    );
    if (!rows[0]?.held) {
      await client.end();
      return null;
    }
    const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
    return { lost, release: () => client.end() };
  }

  async holdClient(lane: Lane): Promise<HeldClient> {
    refuseInsideTransaction();
    const leave = await this.lanes.acquire(lane);
    try {
      const client = await this.pool.connect();
      const release = (broken: boolean) => {
        client.release(broken);
        leave();
      };
      return { client, release };
    } catch (error) {
      leave();
      throw error;
    }
  }

  laneWaits(): Record<Lane, LaneWait> {
    return this.lanes.waits();
  }

  async close(): Promise<void> {
    await Promise.all([...this.stopListening].map((stop) => stop()));
    await this.pool.end();
  }

  private async connectOwn(): Promise<pg.Client> {
    const client = new pg.Client(this.config);
    client.on('error', this.onConnectionError);
    await client.connect();
    await client.query("SET TIME ZONE 'UTC'");
    return client;
  }

  private async withSession<T>(
    lane: Lane,
    use: (client: pg.ClientBase, broken: () => void) => Promise<T>,
  ): Promise<T> {
    const { client, release } = await this.holdClient(lane);
    let isBroken = false;
    try {
      return await use(client, () => (isBroken = true));
    } finally {
      release(isBroken);
    }
  }
}

function sessionSettings(statementTimeoutMs: number): string {
  const timeoutMs = Math.round(statementTimeoutMs);
  return [
    `SET ROLE ${APP_ROLE}`,
    "SET TIME ZONE 'UTC'",
    `SET statement_timeout = ${timeoutMs}`,
    `SET idle_in_transaction_session_timeout = ${timeoutMs}`,
  ].join(';');
}
