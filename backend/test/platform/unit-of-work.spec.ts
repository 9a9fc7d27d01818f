import { beforeAll, expect, it } from 'vitest';
import { done, refused } from '../../src/platform/database/unit-of-work.js';
import type { CommandContext } from '../../src/platform/database/unit-of-work.js';
import { makeThings, thingVersions, touchThings } from '../support/things.js';
import { withDatabases } from '../support/with-databases.js';

const DISPATCHER: CommandContext = { actor: { kind: 'user', id: 'u-1' }, command: 'thing.touch' };

withDatabases('unit of work', (use) => {
  beforeAll(() => makeThings(use().database, ['a', 'b']));

  it('writes the change, its event and its audit row together', async () => {
    const { work, eventLog, database } = use();
    const before = await eventLog.head();
    const result = await work.run(DISPATCHER, async (tx) => touchThings(tx, ['b', 'a']));
    expect(result).toEqual({
      ok: true,
      value: { versions: [1, 1] },
      replayed: false,
      epoch: 1,
      seq: before.seq + 2,
    });
    const events = await eventLog.readFrom(before.seq, 10);
    expect(events.map(({ seq, entity }) => [seq, entity.id])).toEqual([
      [before.seq + 1, 'a'],
      [before.seq + 2, 'b'],
    ]);
    expect(events[0]).toMatchObject({
      kind: 'thing.touched',
      version: 1,
      actor: { kind: 'user', id: 'u-1' },
      at: new Date('2026-03-02T20:00:00.000Z'),
      recordedAt: new Date('2026-03-02T20:00:00.000Z'),
      codes: {},
    });
    const audit = await database
      .on('read')
      .rows('SELECT seq, command, fields, from_version, to_version FROM audit ORDER BY seq');
    expect(audit).toEqual(
      [1, 2].map((step) => ({
        seq: before.seq + step,
        command: 'thing.touch',
        fields: ['version'],
        from_version: null,
        to_version: 1,
      })),
    );
  });

  it('keeps nothing of a refused command, with and without a key', async () => {
    const { work, eventLog, database } = use();
    const before = { things: await thingVersions(database), head: await eventLog.head() };
    for (const idempotency of [undefined, { key: 'k-refused', bodyHash: 'h' }]) {
      const context = idempotency ? { ...DISPATCHER, idempotency } : DISPATCHER;
      const result = await work.run(context, async (tx) => {
        await touchThings(tx, ['a']);
        return refused('NOT_ALLOWED', { why: 'test' });
      });
      expect(result).toMatchObject({ ok: false, code: 'NOT_ALLOWED', details: { why: 'test' } });
      expect(result).toMatchObject({ seq: null, epoch: null, replayed: false });
    }
    const after = { things: await thingVersions(database), head: await eventLog.head() };
    expect(after).toEqual(before);
  });

  it('keeps nothing of a command that throws', async () => {
    const { work, eventLog, database } = use();
    const before = { things: await thingVersions(database), head: await eventLog.head() };
    const run = work.run(DISPATCHER, async (tx) => {
      await touchThings(tx, ['a']);
      throw new Error('a bug');
    });
    await expect(run).rejects.toThrow('a bug');
    const after = { things: await thingVersions(database), head: await eventLog.head() };
    expect(after).toEqual(before);
  });

  it('does not take a swallowed statement error for a success', async () => {
    const { work } = use();
    const run = work.run(DISPATCHER, async (tx) => {
      await tx.db.run('SELECT 1 / 0').catch(() => 0);
      return done(null);
    });
    await expect(run).rejects.toThrow('swallowed');
  });

  it('refuses to reach around its own transaction instead of waiting for itself', async () => {
    const { work, database } = use();
    const run = work.run(DISPATCHER, async () => {
      await database.on('read').rows('SELECT 1');
      return done(null);
    });
    await expect(run).rejects.toThrow('use its own Db');
    await expect(database.on('read').rows('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('runs again after a deadlock, at most three times', async () => {
    const { work } = use();
    const failing = (times: number) => {
      let runs = 0;
      const run = work.run(DISPATCHER, async () => {
        runs += 1;
        if (runs <= times) throw Object.assign(new Error('deadlock'), { code: '40P01' });
        return done({ runs });
      });
      return run;
    };
    await expect(failing(3)).resolves.toMatchObject({ ok: true, value: { runs: 4 } });
    await expect(failing(4)).rejects.toThrow('deadlock');
  });
});
