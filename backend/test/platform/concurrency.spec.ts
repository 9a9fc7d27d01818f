import { beforeAll, expect, it } from 'vitest';
import { oneAuditRowPerEvent, seqWithoutGap } from '../../src/oversight/storage/verify-log.js';
import { verifyDatabase } from '../../src/oversight/storage/verify-run.js';
import type { CommandContext } from '../../src/platform/database/unit-of-work.js';
import { makeThings, thingVersions, touchThings } from '../support/things.js';
import { withDatabases } from '../support/with-databases.js';

const CLIENTS = 40;
const COMMANDS_EACH = 10;
const UNITS = Array.from({ length: 20 }, (_, index) => `u${String(index).padStart(2, '0')}`);

withDatabases('many clients at once', (use) => {
  beforeAll(() => makeThings(use().database, [...UNITS, 'half']));

  it('runs two-event two-unit commands of 40 clients without a deadlock', async () => {
    const { work, database, eventLog } = use();
    let attempts = 0;
    const client = async (index: number) => {
      const context: CommandContext = {
        actor: { kind: 'user', id: `u-${index}` },
        command: 'thing.touch',
      };
      for (let step = 0; step < COMMANDS_EACH; step += 1) {
        const pair = [UNITS[(index + step) % 20]!, UNITS[(index * 7 + step * 3 + 1) % 20]!];
        await work.run(context, (tx) => {
          attempts += 1;
          return touchThings(tx, pair);
        });
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index)));
    // a deadlock would have been retried, and so counted
    expect(attempts).toBe(CLIENTS * COMMANDS_EACH);
    const versions = Object.values(await thingVersions(database));
    expect(versions.reduce((sum, version) => sum + version, 0)).toBe((await eventLog.head()).seq);
    const report = await verifyDatabase(database, eventLog, [oneAuditRowPerEvent, seqWithoutGap]);
    expect(report.results.map(({ verdict }) => verdict)).toEqual(['proven', 'proven']);
  });

  it('keeps exactly the committed half of 20 transactions at once', async () => {
    const { database } = use();
    await database.asLogin(async (db) => {
      await db.run('CREATE TABLE row_of (n int PRIMARY KEY)');
      await db.run('GRANT SELECT, INSERT ON row_of TO muster_app');
    });
    const transaction = (n: number) =>
      database.transaction({ lane: 'command' }, async (db) => {
        await db.run('INSERT INTO row_of (n) VALUES ($1)', [n]);
        await db.run('SELECT count(*) FROM row_of');
        if (n % 2 === 1) throw new Error('odd');
      });
    const settled = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => transaction(n)));
    expect(settled.map(({ status }) => status)).toEqual(
      settled.map((_, n) => (n % 2 === 1 ? 'rejected' : 'fulfilled')),
    );
    const rows = await database.on('read').rows<{ n: number }>('SELECT n FROM row_of ORDER BY n');
    expect(rows.map(({ n }) => n)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  });
});
