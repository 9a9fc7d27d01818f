import type { Database } from './database.js';
import type { Db } from './db.js';
import { readMigrations, runsAsLogin } from './migration-files.js';
import type { Migration } from './migration-files.js';

export interface MigrationOptions {
  readonly folder: string;
  /** Wall time that is written beside each migration. */
  readonly recordedAt: Date;
  /** The last migration to run; default: all. */
  readonly upTo?: number;
}

export interface MigrateDownOptions extends MigrationOptions {
  /** The highest migration that stays; -1 takes everything back. */
  readonly downTo: number;
  /** Take it back although audit or events would be lost. */
  readonly evenWithEvents?: boolean;
}

interface AppliedRow {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/** A migration that cannot be run as asked; nothing of it was kept. */
export class MigrationRefused extends Error {}

const LOCK_KEY = 7_305_001;
const NOT_PERMITTED = '42501';

/**
 * Brings the schema up to the newest file: each file in one transaction, under an advisory lock
 * that makes other nodes wait. Refuses when a file that was run has changed since.
 * @returns names of the migrations that were run now
 */
export function migrateUp(database: Database, options: MigrationOptions): Promise<string[]> {
  const migrations = readMigrations(options.folder);
  return underLock(database, async (db) => {
    const applied = await appliedMigrations(db);
    checkUnchanged(migrations, applied);
    const known = new Set(applied.map(({ number }) => number));
    const upTo = options.upTo ?? Infinity;
    const pending = migrations.filter(({ number }) => !known.has(number) && number <= upTo);
    for (const migration of pending) await applyUp(db, migration, options.recordedAt);
    return pending.map(({ name }) => name);
  });
}

/**
 * Takes migrations back, newest first. Refuses where audit or events exist unless told.
 * @returns names of the migrations that were taken back
 */
export function migrateDown(database: Database, options: MigrateDownOptions): Promise<string[]> {
  const migrations = readMigrations(options.folder);
  return underLock(database, async (db) => {
    const applied = await appliedMigrations(db);
    checkUnchanged(migrations, applied);
    if (!options.evenWithEvents) await refuseWhereEventsExist(db);
    const numbers = new Set(applied.map(({ number }) => number));
    const undone = migrations
      .filter(({ number }) => number > options.downTo && numbers.has(number))
      .reverse();
    for (const migration of undone) await applyDown(db, migration);
    return undone.map(({ name }) => name);
  });
}

/** Migrations in the folder that the database has not had. Needs no right to change anything. */
export async function pendingMigrations(database: Database, folder: string): Promise<string[]> {
  const migrations = readMigrations(folder);
  const applied = await database
    .on('read')
    .rows<AppliedRow>('SELECT number, name, checksum FROM schema_migration ORDER BY number');
  checkUnchanged(migrations, applied);
  const known = new Set(applied.map(({ number }) => number));
  return migrations.filter(({ number }) => !known.has(number)).map(({ name }) => name);
}

function underLock<T>(database: Database, work: (db: Db) => Promise<T>): Promise<T> {
  return database.asLogin(async (db) => {
    await db.run('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    try {
      await db.run(`CREATE TABLE IF NOT EXISTS schema_migration (
        number integer PRIMARY KEY,
        name text NOT NULL,
        checksum text NOT NULL,
        applied_at timestamptz NOT NULL
      )`);
      return await work(db);
    } finally {
      await db.run('SELECT pg_advisory_unlock($1)', [LOCK_KEY]);
    }
  });
}

function appliedMigrations(db: Db): Promise<AppliedRow[]> {
  return db.rows('SELECT number, name, checksum FROM schema_migration ORDER BY number');
}

function checkUnchanged(migrations: readonly Migration[], applied: readonly AppliedRow[]): void {
  const files = new Map(migrations.map((migration) => [migration.number, migration]));
  for (const row of applied) {
    const file = files.get(row.number);
    if (!file) {
      throw new MigrationRefused(
        `the database has migration ${row.number} ${row.name}, which this version does not know`,
      );
    }
    if (file.checksum !== row.checksum) {
      throw new MigrationRefused(
        `migration ${row.number} ${row.name} was changed after it was run; restore the file and add a new one`,
      );
    }
  }
}

async function applyUp(db: Db, migration: Migration, recordedAt: Date): Promise<void> {
  const { number, name, checksum } = migration;
  await inOneTransaction(db, migration, migration.up, () =>
    db.run(
      'INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)',
      [number, name, checksum, recordedAt],
    ),
  );
}

async function applyDown(db: Db, migration: Migration): Promise<void> {
  await inOneTransaction(db, migration, migration.down, () =>
    db.run('DELETE FROM schema_migration WHERE number = $1', [migration.number]),
  );
}

async function inOneTransaction(
  db: Db,
  migration: Migration,
  sql: string,
  record: () => Promise<unknown>,
): Promise<void> {
  await db.run('BEGIN');
  try {
    if (!runsAsLogin(sql)) await db.run('SET LOCAL ROLE muster_owner');
    await db.run(sql);
    await db.run('RESET ROLE');
    await record();
    await db.run('COMMIT');
  } catch (error) {
    await db.run('ROLLBACK');
    throw explained(error, migration);
  }
}

function explained(error: unknown, migration: Migration): unknown {
  const { code, message } = error as { code?: string; message?: string };
  const label = `migration ${migration.number} ${migration.name}`;
  if (code === NOT_PERMITTED && runsAsLogin(migration.up)) {
    return new MigrationRefused(
      `${label} needs rights that the login role lacks (${message}). ` +
        `An administrator must run this once on the database:\n${migration.up}`,
      { cause: error },
    );
  }
  return new MigrationRefused(`${label} failed: ${message}`, { cause: error });
}

async function refuseWhereEventsExist(db: Db): Promise<void> {
  for (const table of ['event_log', 'audit']) {
    const found = await db.row<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
      table,
    ]);
    if (!found?.there) continue;
    if (await db.row(`SELECT 1 FROM ${table} LIMIT 1`)) {
      throw new MigrationRefused(
        `${table} holds rows, which going down would lose: make a backup and say so explicitly`,
      );
    }
  }
}
