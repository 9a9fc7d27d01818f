import { beforeAll, expect, it } from 'vitest';
import { FakeTimers } from '../../src/platform/clocks/timers.js';
import type { Database } from '../../src/platform/database/database.js';
import type { CommandContext } from '../../src/platform/database/unit-of-work.js';
import { EventLog, raiseEpoch } from '../../src/platform/events/event-log.js';
import { EventTail } from '../../src/platform/events/event-tail.js';
import type { LogHead } from '../../src/platform/events/logged-event.js';
import { makeThings, thingVersions, touchThings } from '../support/things.js';
import { withDatabases, withPostgres } from '../support/with-databases.js';

const CONTEXT: CommandContext = { actor: { kind: 'user', id: 'u-1' }, command: 'thing.touch' };

interface Follower {
  readonly seqs: number[];
  readonly resets: LogHead[];
  readonly errors: unknown[];
  readonly timers: FakeTimers;
  readonly tail: EventTail;
  reached(seq: number): Promise<void>;
}

/** A tail that notes what it is given; `reached` settles when that seq was given. */
async function follow(database: Database, fromSeq?: number): Promise<Follower> {
  const timers = new FakeTimers();
  const errors: unknown[] = [];
  const tail = new EventTail(database, new EventLog(database), {
    timers,
    onError: (error) => errors.push(error),
  });
  const seqs: number[] = [];
  const resets: LogHead[] = [];
  const waiting: { seq: number; resolve: () => void }[] = [];
  tail.subscribe({
    events: (batch) => {
      seqs.push(...batch.map(({ seq }) => seq));
      for (const { seq, resolve } of waiting) if (seq <= seqs.at(-1)!) resolve();
    },
    reset: (head) => resets.push(head),
  });
  await tail.start(fromSeq);
  const reached = (seq: number) =>
    new Promise<void>((resolve) => {
      if ((seqs.at(-1) ?? 0) >= seq) resolve();
      else waiting.push({ seq, resolve });
    });
  return { seqs, resets, errors, timers, tail, reached };
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

withDatabases('event tail', (use) => {
  beforeAll(() => makeThings(use().database, ['a', 'b', 'c']));
  const touch = (ids: readonly string[]) => use().work.run(CONTEXT, (tx) => touchThings(tx, ids));

  it('gives every event in order as it is committed, woken by the commit itself', async () => {
    const { database, eventLog } = use();
    const before = (await eventLog.head()).seq;
    const follower = await follow(database);
    await Promise.all(range(1, 20).map((n) => touch(n % 2 ? ['a', 'b'] : ['c'])));
    const after = (await eventLog.head()).seq;
    expect(after).toBe(before + 30);
    await follower.reached(after);
    expect(follower.seqs).toEqual(range(before + 1, after));
    expect(follower.tail.position).toEqual({ epoch: 1, seq: after });
    await follower.tail.stop();
    await touch(['a']);
    expect(follower.seqs.at(-1)).toBe(after);
    expect(follower.errors).toEqual([]);
  });

  it('starts where it is told and reads more than a page', async () => {
    const { database, eventLog, work } = use();
    const from = (await eventLog.head()).seq;
    await work.run(CONTEXT, async (tx) => {
      for (let n = 1; n <= 1200; n += 1) {
        const change = { kind: 'thing.noted', entity: { kind: 'note', id: String(n) } };
        tx.record({ ...change, fromVersion: null, toVersion: 1, fields: [] });
      }
      return touchThings(tx, []);
    });
    const follower = await follow(database, from);
    await follower.reached(from + 1200);
    expect(follower.seqs).toEqual(range(from + 1, from + 1200));
    await follower.tail.stop();
  });

  it('goes on when a subscriber throws', async () => {
    const { database } = use();
    const follower = await follow(database);
    const stop = follower.tail.subscribe({
      events: () => {
        throw new Error('a bug');
      },
    });
    const { seq } = await touch(['a']);
    await follower.reached(seq!);
    expect(follower.errors).toEqual([new Error('a bug')]);
    stop();
    await follower.tail.stop();
  });

  it('tells of a standby that took over, and goes on from there', async () => {
    const { database } = use();
    const follower = await follow(database);
    const { seq } = await touch(['a']);
    await follower.reached(seq!);
    expect(await raiseEpoch(database)).toEqual({ epoch: 2, seq });
    follower.timers.fire();
    await follower.tail.catchUp();
    expect(follower.resets).toEqual([{ epoch: 2, seq }]);
    const next = await touch(['a']);
    await follower.reached(next.seq!);
    expect(next).toMatchObject({ epoch: 2, seq: seq! + 1 });
    await follower.tail.stop();
  });

  it('snapshots rows and seq of one moment while commands run', async () => {
    const { database, eventLog } = use();
    const offset = (await eventLog.head()).seq - (await sumOfVersions(database));
    const commands = Promise.all(range(1, 30).map(() => touch(['a', 'b', 'c'])));
    for (let n = 0; n < 10; n += 1) {
      const { seq, value } = await eventLog.snapshot('read', async (db) => {
        const row = await db.row<{ sum: number }>('SELECT sum(version)::int8 AS sum FROM thing');
        return row!.sum;
      });
      expect(seq - value).toBe(offset);
    }
    await commands;
  });
});

async function sumOfVersions(database: Database): Promise<number> {
  return Object.values(await thingVersions(database)).reduce((sum, version) => sum + version, 0);
}

withPostgres('event tails of two nodes', (use) => {
  beforeAll(() => makeThings(use().database, ['a', 'b']));
  const touch = () => use().work.run(CONTEXT, (tx) => touchThings(tx, ['a', 'b']));

  it('see every seq in order although their LISTEN connections are cut', async () => {
    const { database, eventLog, openAnother } = use();
    const first = await follow(database);
    const second = await follow(await openAnother());
    for (let round = 1; round <= 10; round += 1) {
      await touch();
      const cut = await cutListeners(database);
      if (round === 1) expect(cut).toHaveLength(2);
      await Promise.all([touch(), touch(), touch()]);
    }
    const { seq } = await eventLog.head();
    // no notification may come any more: the poll of each second finds the rest
    first.timers.fire();
    second.timers.fire();
    await Promise.all([first.reached(seq), second.reached(seq)]);
    expect(first.seqs).toEqual(range(1, seq));
    expect(second.seqs).toEqual(range(1, seq));
    expect(seq).toBe(80);
    await Promise.all([first.tail.stop(), second.tail.stop()]);
  });

  it('are woken by NOTIFY again after the connection was remade', async () => {
    const { database, eventLog } = use();
    let remade = () => undefined as void;
    const connectedAgain = new Promise<void>((resolve) => (remade = resolve));
    let connections = 0;
    const stop = await database.listen('muster_events', {
      notified: () => undefined,
      connected: () => {
        connections += 1;
        if (connections === 2) remade();
      },
    });
    await cutListeners(database);
    await connectedAgain;
    await stop();
    const follower = await follow(database, (await eventLog.head()).seq);
    const { seq } = await touch();
    await follower.reached(seq!);
    expect(follower.seqs).toEqual([seq! - 1, seq!]);
    await follower.tail.stop();
  });
});

function cutListeners(database: Database): Promise<object[]> {
  return database.asLogin((db) =>
    db.rows(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND query LIKE 'LISTEN%'`),
  );
}
