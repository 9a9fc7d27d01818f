import { AsyncResource } from 'node:async_hooks';
import pg from 'pg';
import { Database } from './database.js';
import type { ChannelListener, HeldClient, HeldLock, TransactionOptions } from './database.js';
import { SYSTEM_ACTOR } from './db.js';
import type { Actor, Db, Lane } from './db.js';
import { prepareDataFolder } from './data-folder.js';
import { lockDataFolder } from './data-folder-lock.js';
import { statementDb } from './lane-db.js';
import { LaneQueue, ONE_SESSION } from './lane-queue.js';
import type { LaneWait } from './lane-queue.js';
import { SQL_TYPES } from './pg-types.js';
import { PgliteStream, PgliteThread } from './pglite-thread.js';
import type { TransactionDb } from './transaction-db.js';
import { APP_ROLE, inTransaction, refuseInsideTransaction, sessionDb } from './session.js';

export interface EmbeddedOptions {
  /** Data folder; absent: in memory. Locked against a second process while open. */
  readonly folder?: string;
  /** Gzipped data folder to start a new one from: 2 s instead of 10. */
  readonly template?: Uint8Array;
}

async function startThread({ folder, template }: EmbeddedOptions): Promise<PgliteThread> {
  const from = template === undefined ? {} : { template };
  if (folder === undefined) return PgliteThread.start(from);
  const { isNew, opened } = prepareDataFolder(folder);
  const thread = await PgliteThread.start({ folder, ...(isNew ? from : {}) });
  opened();
  return thread;
}

/**
 * PGlite in a worker thread, spoken to by the ordinary `pg` client over a pipe, so that types,
 * errors and notifications are those of PostgreSQL. One session, handed out by lane; statements
 * cannot be cancelled or timed out. Survives a crash of the process, not of the power.
 */
export class EmbeddedDatabase extends Database {
  readonly kind = 'embedded';
  private readonly thread: PgliteThread;
  private readonly client: pg.Client;
  private readonly unlock: () => void;
  private readonly lanes = new LaneQueue(ONE_SESSION);
  private readonly held = new Set<string>();
  private closed = false;

  private constructor(thread: PgliteThread, client: pg.Client, unlock: () => void) {
    super();
    this.thread = thread;
    this.client = client;
    this.unlock = unlock;
  }

  /** Opens the folder, or makes a new one. Throws DataFolderLocked when another process has it. */
  static async open(options: EmbeddedOptions = {}): Promise<EmbeddedDatabase> {
    const unlock = options.folder === undefined ? () => {} : lockDataFolder(options.folder);
    try {
      const thread = await startThread(options);
      const client = new pg.Client({
        stream: () => new PgliteStream(thread),
        user: 'postgres',
        database: 'postgres',
        ssl: false,
        types: SQL_TYPES,
        pipeline: true,
      });
      client.setMaxListeners(0);
      client.on('error', () => undefined); // every waiting statement is rejected with the cause
      await client.connect();
      const database = new EmbeddedDatabase(thread, client, unlock);
      await client.query("SET TIME ZONE 'UTC'");
      await database.takeAppRole();
      return database;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  on(lane: Lane, actor: Actor = SYSTEM_ACTOR): Db {
    return statementDb(actor, (use) =>
      this.withSession(lane, () => use(sessionDb(this.client, actor))),
    );
  }

  transaction<T>(options: TransactionOptions, work: (db: TransactionDb) => Promise<T>): Promise<T> {
    const actor = options.actor ?? SYSTEM_ACTOR;
    const broken = () => undefined; // the only session: its end is the end of the database
    return this.withSession(options.lane, () =>
      inTransaction(this.client, { ...options, actor }, work, broken),
    );
  }

  asLogin<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return this.withSession('command', async () => {
      await this.client.query('RESET ROLE');
      try {
        return await work(sessionDb(this.client, SYSTEM_ACTOR));
      } finally {
        await this.takeAppRole();
      }
    });
  }

  async listen(channel: string, listener: ChannelListener): Promise<() => Promise<void>> {
    // bound: notifications arrive in the middle of somebody else's statement
    const notified = AsyncResource.bind((message: pg.Notification) => {
      if (message.channel === channel) listener.notified(message.payload ?? '');
    });
    this.client.on('notification', notified);
    await this.on('read').run(`LISTEN ${pg.escapeIdentifier(channel)}`);
    listener.connected();
    return async () => {
      this.client.off('notification', notified);
    };
  }

  async tryHold(name: string): Promise<HeldLock | null> {
    if (this.held.has(name)) return null;
    this.held.add(name);
    const lost = this.thread.ended.then(() => undefined);
    return { lost, release: async () => void this.held.delete(name) };
  }

  async holdClient(lane: Lane): Promise<HeldClient> {
    refuseInsideTransaction();
    const release = await this.lanes.acquire(lane);
    return { client: this.client, release: () => release() };
  }

  laneWaits(): Record<Lane, LaneWait> {
    return this.lanes.waits();
  }

  /** The whole data folder as a gzipped tar, taken between statements. */
  dump(): Promise<Uint8Array> {
    return this.withSession('background', () => this.thread.dump());
  }

  /** Ends the thread at once, as a crash would. */
  abandon(): Promise<void> {
    return this.thread.kill();
  }

  /** Waits for the statements before it, then shuts down and gives the folder free. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const release = await this.lanes.acquire('background');
    try {
      await this.thread.close();
    } finally {
      this.unlock();
      release();
    }
  }

  private async withSession<T>(lane: Lane, use: () => Promise<T>): Promise<T> {
    const { release } = await this.holdClient(lane);
    try {
      return await use();
    } finally {
      release(false);
    }
  }

  /** Before the first migration there is no such role, and nothing that it could do. */
  private async takeAppRole(): Promise<void> {
    const { rowCount } = await this.client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [
      APP_ROLE,
    ]);
    if (rowCount) await this.client.query(`SET ROLE ${APP_ROLE}`);
  }
}
