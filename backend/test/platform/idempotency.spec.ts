import { beforeAll, expect, it } from 'vitest';
import { purgeExpiredAnswers } from '../../src/platform/database/idempotency.js';
import { done, refused } from '../../src/platform/database/unit-of-work.js';
import type { CommandContext } from '../../src/platform/database/unit-of-work.js';
import { makeThings, thingVersions, touchThings } from '../support/things.js';
import { withDatabases } from '../support/with-databases.js';

const under = (key: string, bodyHash = 'h1', kind: 'user' | 'device' = 'user'): CommandContext => ({
  actor: { kind, id: `${kind}-1` },
  command: 'thing.touch',
  idempotency: { key, bodyHash },
});

withDatabases('idempotency', (use) => {
  beforeAll(() => makeThings(use().database, ['a', 'twin']));

  it('gives ten concurrent twins the same answer and one effect', async () => {
    const { work, database, eventLog } = use();
    const before = await eventLog.head();
    const twins = await Promise.all(
      Array.from({ length: 10 }, () => work.run(under('twins'), (tx) => touchThings(tx, ['twin']))),
    );
    expect(twins.filter(({ replayed }) => !replayed)).toHaveLength(1);
    for (const twin of twins) {
      expect({ ...twin, replayed: false }).toEqual({ ...twins[0], replayed: false });
    }
    expect((await thingVersions(database))['twin']).toBe(1);
    expect((await eventLog.head()).seq).toBe(before.seq + 1);
  });

  it('refuses the same key with another body, and tells principals apart', async () => {
    const { work } = use();
    const first = await work.run(under('body'), async () => done({ n: 1 }));
    const other = await work.run(under('body', 'h2'), async () => done({ n: 2 }));
    const device = await work.run(under('body', 'h2', 'device'), async () => done({ n: 3 }));
    expect(first).toMatchObject({ ok: true, value: { n: 1 } });
    expect(other).toMatchObject({ ok: false, code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(device).toMatchObject({ ok: true, value: { n: 3 } });
  });

  it('replays a refusal although the command would be done now', async () => {
    const { work } = use();
    const first = await work.run(under('refusal'), async () => refused('TAKEN', { by: 'u-2' }));
    const again = await work.run(under('refusal'), async () => done(null));
    expect(first).toMatchObject({ ok: false, code: 'TAKEN', replayed: false });
    expect(again).toEqual({ ...first, replayed: true });
  });

  it('leaves the key free after a throw', async () => {
    const { work } = use();
    const failed = work.run(under('throw'), async () => {
      throw new Error('a bug');
    });
    await expect(failed).rejects.toThrow('a bug');
    const again = await work.run(under('throw'), async () => done('done'));
    expect(again).toMatchObject({ ok: true, value: 'done', replayed: false });
  });

  it('keeps answers a day for consoles and two weeks for devices', async () => {
    const { work, database, wall } = use();
    await work.run(under('kept', 'h', 'user'), async () => done(1));
    await work.run(under('kept', 'h', 'device'), async () => done(1));
    const hours = (count: number) => new Date(wall.nowMs() + count * 3_600_000);
    const kept = async (at: Date) => {
      await purgeExpiredAnswers(database.on('background'), at, 500);
      const rows = await database
        .on('read')
        .rows<{ kind: string }>(
          `SELECT principal_kind AS kind FROM idempotency WHERE key = 'kept'`,
        );
      return rows.map(({ kind }) => kind).sort();
    };
    expect(await kept(hours(23))).toEqual(['device', 'user']);
    expect(await kept(hours(24))).toEqual(['device']);
    expect(await kept(hours(14 * 24 - 1))).toEqual(['device']);
    expect(await kept(hours(14 * 24))).toEqual([]);
  });
});
