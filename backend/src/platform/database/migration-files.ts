import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One numbered change of the schema and how to take it back. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly up: string;
  readonly down: string;
  /** SHA-256 of the up file, hex. */
  readonly checksum: string;
}

const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.(up|down)\.sql$/;

/** A folder of migrations that cannot be run: a badly named, doubled or unpaired file. */
export class MigrationFolderError extends Error {}

/** All migrations of a folder in number order. Throws MigrationFolderError. */
export function readMigrations(folder: string): Migration[] {
  const halves = new Map<number, { name: string; up?: string; down?: string }>();
  for (const file of readdirSync(folder)
    .filter((entry) => entry.endsWith('.sql'))
    .sort()) {
    const [, digits, name, half] = FILE_NAME.exec(file) ?? [];
    if (!digits || !name) throw new MigrationFolderError(`${file}: expected NNNN-name.up.sql`);
    const number = Number(digits);
    const entry = halves.get(number) ?? { name };
    if (entry.name !== name) {
      throw new MigrationFolderError(`${digits} is used twice: ${entry.name} and ${name}`);
    }
    entry[half as 'up' | 'down'] = readFileSync(join(folder, file), 'utf8');
    halves.set(number, entry);
  }
  return [...halves].map(([number, { name, up, down }]) => {
    if (up === undefined || down === undefined) {
      throw new MigrationFolderError(`${name}: both .up.sql and .down.sql are needed`);
    }
    return { number, name, up, down, checksum: createHash('sha256').update(up).digest('hex') };
  });
}

/** `-- run-as: login` at the top: runs as the login role instead of `muster_owner`. */
export function runsAsLogin(sql: string): boolean {
  return sql.startsWith('-- run-as: login\n');
}
