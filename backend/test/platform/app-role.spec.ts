import { beforeAll, expect, it } from 'vitest';
import type { CommandContext } from '../../src/platform/database/unit-of-work.js';
import { makeThings, touchThings } from '../support/things.js';
import { withDatabases } from '../support/with-databases.js';

const APPEND_ONLY = [
  'event_log',
  'audit',
  'audit_chain',
  'decision_record',
  'consultation_record',
  'disclosure_record',
];
const CONTEXT: CommandContext = { actor: { kind: 'user', id: 'u-1' }, command: 'thing.touch' };

withDatabases('the role of the application', (use) => {
  beforeAll(async () => {
    await makeThings(use().database, ['a']);
    await use().work.run(CONTEXT, (tx) => touchThings(tx, ['a']));
  });

  it.each(APPEND_ONLY)('cannot change, remove or empty %s', async (table) => {
    const { database } = use();
    const attempts = [`UPDATE ${table} SET recorded_at = recorded_at`, `DELETE FROM ${table}`];
    for (const sql of [...attempts, `TRUNCATE ${table} CASCADE`]) {
      await expect(database.on('command').run(sql), sql).rejects.toMatchObject({ code: '42501' });
    }
  });

  it.each(['event_log', 'audit'])('not even the owner changes %s by mistake', async (table) => {
    const { database } = use();
    await database.asLogin(async (db) => {
      for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) {
        await expect(db.run(sql), sql).rejects.toThrow('append-only');
      }
    });
  });

  it('is muster_app in every session and lane, in UTC, without rights beyond its tables', async () => {
    const { database } = use();
    const sql = `SELECT current_user AS role, current_setting('timezone') AS zone,
                        rolbypassrls OR rolsuper OR rolcreaterole OR rolcreatedb AS strong
                   FROM pg_roles WHERE rolname = current_user`;
    const expected = { role: 'muster_app', zone: 'UTC', strong: false };
    for (const lane of ['command', 'read', 'position', 'background'] as const) {
      expect(await database.on(lane).row(sql)).toEqual(expected);
      expect(await database.transaction({ lane }, (db) => db.row(sql))).toEqual(expected);
    }
    const refusedStatements = [
      'CREATE TABLE mine (a int)',
      'UPDATE event_counter SET epoch = 7',
      'UPDATE clock_anchor SET training = false',
      'DELETE FROM clock_anchor',
      "INSERT INTO schema_migration VALUES (99, 'x', 'x', '2026-01-01')",
    ];
    for (const statement of refusedStatements) {
      await expect(database.on('command').run(statement), statement).rejects.toMatchObject({
        code: '42501',
      });
    }
  });

  it('keeps its role after a statement that dropped it', async () => {
    const { database } = use();
    const roleAfterReset = await database
      .transaction({ lane: 'command' }, async (db) => {
        await db.run('RESET ROLE');
        return 'reset';
      })
      .then(() => database.transaction({ lane: 'command' }, (db) => db.row('SELECT current_user')));
    expect(roleAfterReset).toEqual({ current_user: 'muster_app' });
  });
});
