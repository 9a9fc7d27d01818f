import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EmbeddedDatabase } from '../../src/platform/database/embedded-database.js';
import { readMigrations } from '../../src/platform/database/migration-files.js';
import { migrateUp } from '../../src/platform/database/migration-runner.js';

export const MIGRATIONS = resolve(import.meta.dirname, '../../../migrations');
export const MIGRATED_AT = new Date('2026-03-01T00:00:00Z');
const CACHE = resolve(import.meta.dirname, '../../../node_modules/.cache/muster');

/**
 * A migrated embedded database as a gzipped folder: made once for each state of the migrations,
 * since starting from it takes 2 s and making it 10.
 * @returns path of the file
 */
export async function embeddedTemplate(): Promise<string> {
  const migrations = readMigrations(MIGRATIONS);
  const extensionsOnly = templateFile(migrations.slice(0, 1));
  const migrated = templateFile(migrations);
  if (existsSync(migrated)) return migrated;
  mkdirSync(CACHE, { recursive: true });
  if (!existsSync(extensionsOnly)) await make(extensionsOnly, undefined, 'extensions only');
  await make(migrated, extensionsOnly, 'all');
  return migrated;
}

function templateFile(migrations: readonly { checksum: string }[]): string {
  const hash = createHash('sha256');
  for (const { checksum } of migrations) hash.update(checksum);
  return join(CACHE, `pglite-0.5.8-${hash.digest('hex').slice(0, 16)}.tar.gz`);
}

async function make(
  file: string,
  from: string | undefined,
  migrations: 'extensions only' | 'all',
): Promise<void> {
  const template = from === undefined ? undefined : new Uint8Array(readFileSync(from));
  const database = await EmbeddedDatabase.open(template === undefined ? {} : { template });
  try {
    const upTo = migrations === 'all' ? Infinity : 0;
    await migrateUp(database, { folder: MIGRATIONS, recordedAt: MIGRATED_AT, upTo });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, await database.dump());
    renameSync(draft, file);
  } finally {
    await database.close();
  }
}
