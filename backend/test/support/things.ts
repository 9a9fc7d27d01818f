import type { Database } from '../../src/platform/database/database.js';
import { done } from '../../src/platform/database/unit-of-work.js';
import type {
  CommandContext,
  CommandTransaction,
  Outcome,
} from '../../src/platform/database/unit-of-work.js';

/** A stand-in for units: versioned rows that the platform's own tests change. */
export async function makeThings(database: Database, ids: readonly string[] = []): Promise<void> {
  await database.asLogin(async (db) => {
    await db.run('CREATE TABLE thing (id text PRIMARY KEY, version int NOT NULL)');
    await db.run('GRANT SELECT, INSERT, UPDATE ON thing TO muster_app');
    await db.run('INSERT INTO thing (id, version) SELECT unnest($1::text[]), 0', [ids]);
  });
}

/** Raises the version of each thing, locking by id, and records one change for each. */
export async function touchThings(
  tx: CommandTransaction,
  ids: readonly string[],
): Promise<Outcome<{ versions: number[] }>> {
  const locked = await tx.db.rows<{ id: string; version: number }>(
    'SELECT id, version FROM thing WHERE id = ANY ($1) ORDER BY id FOR UPDATE',
    [ids],
  );
  for (const { id, version } of locked) {
    await tx.db.run('UPDATE thing SET version = version + 1 WHERE id = $1', [id]);
    tx.record({
      kind: 'thing.touched',
      entity: { kind: 'thing', id },
      fromVersion: version === 0 ? null : version,
      toVersion: version + 1,
      fields: ['version'],
    });
  }
  return done({ versions: locked.map(({ version }) => version + 1) });
}

/** The version of each thing, by id. */
export async function thingVersions(database: Database): Promise<Record<string, number>> {
  const rows = await database
    .on('read')
    .rows<{ id: string; version: number }>('SELECT id, version FROM thing ORDER BY id');
  return Object.fromEntries(rows.map(({ id, version }) => [id, version]));
}

/** The things that the kill test uses, all in pairs. */
export const PAIRED_THINGS = Array.from({ length: 10 }, (_, index) => `t${index}`);

/** The two things that the command of a key touches: always the same ones. */
export function pairOf(key: string): [string, string] {
  const digits = [...key].reduce((sum, character) => sum + character.charCodeAt(0), 0);
  const first = (digits % 5) * 2;
  return [PAIRED_THINGS[first]!, PAIRED_THINGS[first + 1]!];
}

export function touchContext(key: string): CommandContext {
  return {
    actor: { kind: 'user', id: 'u-1' },
    command: 'thing.touch',
    idempotency: { key, bodyHash: key },
  };
}
