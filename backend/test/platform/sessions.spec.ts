import { readFileSync } from 'node:fs';
import { beforeAll, expect, inject, it } from 'vitest';
import { EmbeddedDatabase } from '../../src/platform/database/embedded-database.js';
import { PostgresDatabase } from '../../src/platform/database/postgres-database.js';
import type { CommandContext } from '../../src/platform/database/unit-of-work.js';
import { makeThings, thingVersions, touchThings } from '../support/things.js';
import { withDatabases, withEmbedded, withPostgres } from '../support/with-databases.js';

const CONTEXT: CommandContext = { actor: { kind: 'user', id: 'u-1' }, command: 'thing.touch' };

withDatabases('lanes', (use) => {
  it('let a command go before the reports that were asked for earlier', async () => {
    const { database } = use();
    const order: string[] = [];
    const report = (n: number) =>
      database
        .on('background')
        .run('SELECT pg_sleep(0.02)')
        .then(() => order.push(`report ${n}`));
    const reports = Array.from({ length: 20 }, (_, n) => report(n));
    await database
      .on('command')
      .run('SELECT 1')
      .then(() => order.push('command'));
    await Promise.all(reports);
    expect(order.indexOf('command')).toBeLessThan(5);
    const waits = database.laneWaits();
    expect(waits.background.waits).toBeGreaterThanOrEqual(20);
    expect(waits.background.waiting).toBe(0);
    expect(waits.background.maxMs).toBeGreaterThan(waits.command.maxMs);
  });
});

withPostgres('sessions that are cut', (use) => {
  beforeAll(() => makeThings(use().database, ['a', 'b']));

  it('fail their commands and are replaced; what was answered is kept', async () => {
    const { database, work, eventLog } = use();
    let answered = 0;
    let failed = 0;
    const client = async (index: number) => {
      for (let step = 0; step < 20; step += 1) {
        const run = work.run({ ...CONTEXT, actor: { kind: 'user', id: `u-${index}` } }, (tx) =>
          touchThings(tx, ['a', 'b']),
        );
        await run.then(
          () => (answered += 1),
          () => (failed += 1),
        );
        if (index === 0 && step % 5 === 4) await cutSessions();
      }
    };
    const cutSessions = () =>
      database.asLogin((db) =>
        db.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()`),
      );
    await Promise.all(Array.from({ length: 8 }, (_, index) => client(index)));
    expect(failed).toBeGreaterThan(0);
    expect(answered + failed).toBe(160);
    const { a, b } = await thingVersions(database);
    expect(a).toBe(b);
    // a session may be cut between its commit and its answer
    expect(a).toBeGreaterThanOrEqual(answered);
    expect(a).toBeLessThanOrEqual(answered + failed);
    expect((await eventLog.head()).seq).toBe(a! * 2);
    await expect(work.run(CONTEXT, (tx) => touchThings(tx, ['a']))).resolves.toMatchObject({
      ok: true,
    });
  });

  it('end a statement that runs too long', async () => {
    const { databaseUrl } = use();
    const hasty = new PostgresDatabase({
      connectionString: databaseUrl!,
      statementTimeoutMs: 50,
    });
    const slow = hasty.on('read').run('SELECT pg_sleep(5)');
    await expect(slow).rejects.toMatchObject({ code: '57014' });
    await hasty.close();
  });
});

withEmbedded('a database thread that dies', () => {
  it('fails what waits and what comes after instead of hanging', async () => {
    const template = new Uint8Array(readFileSync(inject('services').embeddedTemplate));
    const database = await EmbeddedDatabase.open({ template });
    const held = database.transaction({ lane: 'command' }, async (db) => {
      await db.run('SELECT 1');
      await database.abandon();
      return db.run('SELECT 2');
    });
    await expect(held).rejects.toThrow();
    await expect(database.on('read').rows('SELECT 3')).rejects.toThrow();
    await database.close();
  });
});
