import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/platform/database/database.js';
import { readMigrations } from '../../src/platform/database/migration-files.js';
import {
  migrateDown,
  migrateUp,
  pendingMigrations,
} from '../../src/platform/database/migration-runner.js';
import { PostgresDatabase } from '../../src/platform/database/postgres-database.js';
import { readCatalogue } from '../support/catalogue.js';
import { MIGRATED_AT, MIGRATIONS } from '../support/embedded-template.js';
import { asSuperuser, databaseUrl } from '../../src/bench/support/postgres-cluster.js';
import { makeThings, touchThings } from '../support/things.js';
import { withDatabases, withPostgres } from '../support/with-databases.js';

const scratch = mkdtempSync(join(tmpdir(), 'muster-migrations-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function copyOfMigrations(name: string): string {
  const folder = join(scratch, name);
  cpSync(MIGRATIONS, folder, { recursive: true });
  return folder;
}

const up = (database: Database, folder = MIGRATIONS) =>
  migrateUp(database, { folder, recordedAt: MIGRATED_AT });

/** Everything back but the extensions, which another owner may have made. */
const down = (database: Database, evenWithEvents: boolean) =>
  migrateDown(database, { folder: MIGRATIONS, recordedAt: MIGRATED_AT, downTo: 0, evenWithEvents });

const catalogues: Record<string, unknown> = {};

withDatabases('migrations', (use) => {
  it('go up, down and up again to the same catalogue', async () => {
    const { database } = use();
    const first = await readCatalogue(database);
    const undone = await down(database, false);
    const empty = await readCatalogue(database);
    const redone = await up(database);
    catalogues[database.kind] = await readCatalogue(database);
    expect(undone.length).toBeGreaterThan(0);
    expect(redone).toEqual([...undone].reverse());
    expect(empty.columns.filter((line) => !line.startsWith('schema_migration'))).toEqual([]);
    expect(catalogues[database.kind]).toEqual(first);
    expect(first.columns.length).toBeGreaterThan(50);
  });

  it('run nothing twice and say what is pending', async () => {
    const { database } = use();
    const folder = copyOfMigrations(`pending-${database.kind}`);
    writeFileSync(join(folder, '9000-later.up.sql'), 'CREATE TABLE later (a int);');
    writeFileSync(join(folder, '9000-later.down.sql'), 'DROP TABLE later;');
    expect(await up(database)).toEqual([]);
    expect(await pendingMigrations(database, MIGRATIONS)).toEqual([]);
    expect(await pendingMigrations(database, folder)).toEqual(['later']);
  });

  it('are all or nothing: a failing file leaves no trace', async () => {
    const { database } = use();
    const folder = copyOfMigrations(`failing-${database.kind}`);
    writeFileSync(join(folder, '9001-bad.up.sql'), 'CREATE TABLE half (a int); SELECT 1 / 0;');
    writeFileSync(join(folder, '9001-bad.down.sql'), 'DROP TABLE half;');
    await expect(up(database, folder)).rejects.toThrow('migration 9001 bad failed');
    const half = await database.on('read').row(`SELECT to_regclass('half') AS name`);
    expect(half).toEqual({ name: null });
    expect(await pendingMigrations(database, folder)).toEqual(['bad']);
  });

  it('refuse a file that was changed after it was run, or that is gone', async () => {
    const { database } = use();
    const folder = copyOfMigrations(`changed-${database.kind}`);
    writeFileSync(join(folder, '0001-foundations.up.sql'), '-- run-as: login\nSELECT 1;');
    await expect(up(database, folder)).rejects.toThrow('1 foundations was changed');
    rmSync(join(folder, '0001-foundations.up.sql'));
    rmSync(join(folder, '0001-foundations.down.sql'));
    await expect(up(database, folder)).rejects.toThrow('which this version does not know');
  });

  it('refuse to go down over events unless told', async () => {
    const { database, work } = use();
    await makeThings(database, ['a']);
    await work.run({ actor: { kind: 'user', id: 'u' }, command: 'touch' }, (tx) =>
      touchThings(tx, ['a']),
    );
    await expect(down(database, false)).rejects.toThrow('event_log holds rows');
    expect(await pendingMigrations(database, MIGRATIONS)).toEqual([]);
    await down(database, true);
    await up(database);
  });
});

withPostgres('migrations of several nodes', (use) => {
  it('have the same catalogue as the embedded database', () => {
    expect(use().database.kind).toBe('postgres');
    expect(catalogues['postgres']).toBeDefined();
    expect(catalogues['postgres']).toEqual(catalogues['embedded']);
  });

  it('are run once when two nodes start together', async () => {
    const { database, openAnother } = use();
    await down(database, false);
    const runs = await Promise.all([up(database), up(await openAnother())]);
    const files = readMigrations(MIGRATIONS).filter(({ number }) => number > 0);
    expect(runs.flat().sort()).toEqual(files.map(({ name }) => name).sort());
    expect(runs.map(({ length }) => length).sort()).toEqual([0, files.length]);
  });

  it('tell an administrator what to run when the login role may not', async () => {
    const services = inject('services').postgres;
    if (!('socketFolder' in services)) throw new Error('no PostgreSQL');
    const admin = databaseUrl(services.socketFolder, 'postgres');
    await asSuperuser(
      admin,
      'CREATE ROLE plain LOGIN',
      'CREATE DATABASE plain OWNER plain TEMPLATE template0',
    );
    const url = databaseUrl(services.socketFolder, 'plain').replace('postgres@', 'plain@');
    const database = new PostgresDatabase({ connectionString: url });
    try {
      await expect(up(database)).rejects.toThrow(/administrator must run[^]*EXTENSION[^]*postgis/);
      await asSuperuser(
        databaseUrl(services.socketFolder, 'plain'),
        'CREATE EXTENSION postgis',
        'GRANT muster_owner, muster_app TO plain',
      );
      expect((await up(database)).length).toBeGreaterThan(1);
      await expect(database.on('read').row('SELECT current_user AS role')).resolves.toEqual({
        role: 'muster_app',
      });
    } finally {
      await database.close();
      await asSuperuser(admin, 'DROP DATABASE plain WITH (FORCE)', 'DROP ROLE plain');
    }
  });
});

describe('a folder of migrations', () => {
  const broken: [string, Record<string, string>, string][] = [
    ['a badly named file', { '1-x.sql': '' }, 'expected NNNN-name.up.sql'],
    ['an unpaired file', { '9002-x.up.sql': '' }, 'both .up.sql and .down.sql'],
    ['a number used twice', { '0001-x.up.sql': '', '0001-x.down.sql': '' }, 'used twice'],
  ];
  it.each(broken)('is refused with %s', (name, files, message) => {
    const folder = copyOfMigrations(name.replaceAll(' ', '-'));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    expect(() => readMigrations(folder)).toThrow(message);
  });
});
