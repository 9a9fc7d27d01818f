import { beforeAll, expect, it } from 'vitest';
import { done, refused } from '../../src/platform/database/unit-of-work.js';
import type {
  CommandContext,
  CommandTransaction,
} from '../../src/platform/database/unit-of-work.js';
import type { TestContext } from '../support/with-databases.js';
import { withDatabases } from '../support/with-databases.js';

const DISPATCHER: CommandContext = { actor: { kind: 'user', id: 'u-1' }, command: 'thing.set' };

async function makeThings({ database }: TestContext): Promise<void> {
  await database.asLogin(async (db) => {
    await db.run('CREATE TABLE thing (id text PRIMARY KEY, version int NOT NULL)');
    await db.run('GRANT SELECT, INSERT, UPDATE ON thing TO muster_app');
  });
}

async function addThing(tx: CommandTransaction, id: string): Promise<void> {
  await tx.db.run('INSERT INTO thing (id, version) VALUES ($1, 1)', [id]);
  tx.record({
    kind: 'thing.added',
    entity: { kind: 'thing', id },
    fromVersion: null,
    toVersion: 1,
    fields: ['id'],
    codes: { grade: 'P1' },
  });
}

withDatabases('unit of work', (use) => {
  beforeAll(() => makeThings(use()));

  const things = () =>
    use()
      .database.on('read')
      .rows<{ id: string }>('SELECT id FROM thing ORDER BY id')
      .then((rows) => rows.map(({ id }) => id));

  it('writes the change, its event and its audit row together', async () => {
    const { work, eventLog, database } = use();
    const before = await eventLog.head();
    const result = await work.run(DISPATCHER, async (tx) => {
      await addThing(tx, 'a');
      await addThing(tx, 'b');
      return done({ added: 2 });
    });
    expect(result).toEqual({
      ok: true,
      value: { added: 2 },
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
      kind: 'thing.added',
      version: 1,
      actor: { kind: 'user', id: 'u-1' },
      at: new Date('2026-03-02T20:00:00.000Z'),
      codes: { grade: 'P1' },
    });
    const audit = await database
      .on('read')
      .rows('SELECT seq, command, fields, from_version, to_version FROM audit WHERE seq > $1', [
        before.seq,
      ]);
    expect(audit).toEqual([
      {
        seq: before.seq + 1,
        command: 'thing.set',
        fields: ['id'],
        from_version: null,
        to_version: 1,
      },
      {
        seq: before.seq + 2,
        command: 'thing.set',
        fields: ['id'],
        from_version: null,
        to_version: 1,
      },
    ]);
  });

  it('keeps nothing of a refused command, with and without a key', async () => {
    const { work, eventLog } = use();
    const before = { things: await things(), head: await eventLog.head() };
    for (const idempotency of [undefined, { key: 'k-refused', bodyHash: 'h' }]) {
      const context = idempotency ? { ...DISPATCHER, idempotency } : DISPATCHER;
      const result = await work.run(context, async (tx) => {
        await addThing(tx, 'refused');
        return refused('NOT_ALLOWED', { why: 'test' });
      });
      expect(result).toMatchObject({ ok: false, code: 'NOT_ALLOWED', details: { why: 'test' } });
    }
    expect({ things: await things(), head: await eventLog.head() }).toEqual(before);
  });
});
