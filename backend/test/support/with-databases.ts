import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { ensureClockAnchor } from '../../src/platform/clocks/clock-anchor.js';
import { Clocks } from '../../src/platform/clocks/clocks.js';
import { OpClock } from '../../src/platform/clocks/op-clock.js';
import { FakeWallClock } from '../../src/platform/clocks/wall-clock.js';
import type { Database } from '../../src/platform/database/database.js';
import { EmbeddedDatabase } from '../../src/platform/database/embedded-database.js';
import { PostgresDatabase } from '../../src/platform/database/postgres-database.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { EventLog } from '../../src/platform/events/event-log.js';
import { rememberSeed, resetToSeed } from './embedded-reset.js';
import { TEMPLATE_DATABASE } from './global-setup.js';
import { asSuperuser, databaseUrl } from '../../src/bench/support/postgres-cluster.js';

export const TEST_START = '2026-03-02T20:00:00.000Z';

/** What a suite works with: a migrated, empty TRAINING database and clocks that stand still. */
export interface TestContext {
  readonly database: Database;
  readonly wall: FakeWallClock;
  readonly clocks: Clocks;
  readonly work: UnitOfWork;
  readonly eventLog: EventLog;
  /** Connection string; null when embedded. */
  readonly databaseUrl: string | null;
  /** A second backend on the same database, closed by the suite. PostgreSQL only. */
  openAnother(): Promise<Database>;
}

type Define = (use: () => TestContext) => void;

interface OpenedDatabase {
  readonly database: Database;
  readonly databaseUrl: string | null;
  close(): Promise<void>;
}

/** The same suite on the embedded database and on PostgreSQL, an empty migrated one for each. */
export function withDatabases(name: string, define: Define): void {
  withEmbedded(name, define);
  withPostgres(name, define);
}

export function withEmbedded(name: string, define: Define): void {
  describe(`${name} on the embedded database`, () => suite(openEmbedded, define));
}

/** Skipped by name where PostgreSQL is not installed; a failure with MUSTER_REQUIRE_SERVICES=1. */
export function withPostgres(name: string, define: Define): void {
  const { postgres } = inject('services');
  if ('socketFolder' in postgres) {
    const open = () => openPostgres(postgres.socketFolder);
    describe(`${name} on PostgreSQL`, () => suite(open, define));
  } else if (process.env['MUSTER_REQUIRE_SERVICES'] === '1') {
    it(`${name} on PostgreSQL`, () => {
      throw new Error(postgres.missing);
    });
  } else {
    it.skip(`${name} on PostgreSQL (${postgres.missing})`, () => undefined);
  }
}

function suite(open: () => Promise<OpenedDatabase>, define: Define): void {
  let context: TestContext | undefined;
  const closers: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const opened = await open();
    closers.push(() => opened.close());
    context = await contextOf(opened, closers);
  });
  afterAll(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  define(() => {
    if (!context) throw new Error('use() is for tests and hooks, not for collection');
    return context;
  });
}

async function contextOf(
  { database, databaseUrl: url }: OpenedDatabase,
  closers: (() => Promise<void>)[],
): Promise<TestContext> {
  const wall = new FakeWallClock(TEST_START);
  const anchor = await ensureClockAnchor(database, wall, { training: true });
  const clocks = new Clocks(wall, new OpClock(wall, anchor));
  return {
    database,
    wall,
    clocks,
    work: new UnitOfWork(database, clocks),
    eventLog: new EventLog(database),
    databaseUrl: url,
    openAnother: async () => {
      if (url === null) throw new Error('the embedded database has one process');
      const another = new PostgresDatabase({ connectionString: url });
      closers.push(() => another.close());
      return another;
    },
  };
}

// one for all files of this worker: `isolate` is off for integration tests
const shared = globalThis as { musterEmbedded?: Promise<EmbeddedDatabase> };

async function openEmbedded(): Promise<OpenedDatabase> {
  shared.musterEmbedded ??= startEmbedded();
  const database = await shared.musterEmbedded;
  await resetToSeed(database);
  return { database, databaseUrl: null, close: async () => undefined };
}

async function startEmbedded(): Promise<EmbeddedDatabase> {
  const template = new Uint8Array(readFileSync(inject('services').embeddedTemplate));
  const database = await EmbeddedDatabase.open({ template });
  await rememberSeed(database);
  return database;
}

let databases = 0;

async function openPostgres(socketFolder: string): Promise<OpenedDatabase> {
  databases += 1;
  const name = `t_${process.pid}_${databases}`;
  const admin = databaseUrl(socketFolder, 'postgres');
  await asSuperuser(admin, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
  const url = databaseUrl(socketFolder, name);
  const database = new PostgresDatabase({ connectionString: url });
  const close = async () => {
    await database.close();
    await asSuperuser(admin, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { database, databaseUrl: url, close };
}
