import { expect, it } from 'vitest';
import { FakeTimers } from '../../src/platform/clocks/timers.js';
import type { Database } from '../../src/platform/database/database.js';
import {
  claimJobs,
  completeJob,
  enqueueJob,
  failJob,
} from '../../src/platform/database/job-queue.js';
import { runAsSingleton } from '../../src/platform/database/singleton.js';
import { TEST_START, withDatabases, withPostgres } from '../support/with-databases.js';

const at = (secondsLater: number) => new Date(new Date(TEST_START).getTime() + secondsLater * 1000);
const claim = (kind: string, secondsLater: number, claimedBy: string, limit = 10) => ({
  kind,
  limit,
  now: at(secondsLater),
  leaseMs: 30_000,
  claimedBy,
});

withDatabases('jobs', (use) => {
  const enqueue = (kind: string, n: number, dedupeKey?: string) =>
    enqueueJob(use().database.on('command'), {
      kind,
      payload: { n },
      runAt: at(n),
      ...(dedupeKey === undefined ? {} : { dedupeKey }),
    });

  it('are claimed when due, by one node at a time, and taken over when its lease is over', async () => {
    const { database } = use();
    await enqueue('mail', 1);
    await enqueue('mail', 100);
    expect(await claimJobs(database, claim('mail', 0, 'n1'))).toEqual([]);
    const [first] = await claimJobs(database, claim('mail', 5, 'n1'));
    expect(first).toMatchObject({ kind: 'mail', payload: { n: 1 }, attempts: 1 });
    expect(await claimJobs(database, claim('mail', 34, 'n2'))).toEqual([]);
    const [again] = await claimJobs(database, claim('mail', 35, 'n2'));
    expect(again).toMatchObject({ id: first!.id, attempts: 2 });
    expect(await completeJob(database.on('command'), first!, at(36))).toBe(false);
    expect(await completeJob(database.on('command'), again!, at(36))).toBe(true);
    expect(await claimJobs(database, claim('mail', 99, 'n1'))).toEqual([]);
  });

  it('are tried again when told, or given up', async () => {
    const { database } = use();
    const db = database.on('command');
    await enqueue('retry', 1);
    const [first] = await claimJobs(database, claim('retry', 5, 'n1'));
    await failJob(db, first!, { now: at(6), retryAt: at(20), code: 'UNREACHABLE' });
    expect(await claimJobs(database, claim('retry', 19, 'n1'))).toEqual([]);
    const [second] = await claimJobs(database, claim('retry', 20, 'n1'));
    await failJob(db, second!, { now: at(21), retryAt: null, code: 'UNREACHABLE' });
    expect(await claimJobs(database, claim('retry', 9999, 'n1'))).toEqual([]);
  });

  it('wait once under a key', async () => {
    const { database } = use();
    expect([await enqueue('key', 1, 'k'), await enqueue('key', 1, 'k')]).toEqual([true, false]);
    const jobs = await claimJobs(database, claim('key', 5, 'n1'));
    expect(jobs).toHaveLength(1);
    await completeJob(database.on('command'), jobs[0]!, at(6));
    expect(await enqueue('key', 1, 'k')).toBe(true);
  });
});

withPostgres('jobs of two nodes', (use) => {
  it('are never claimed twice', async () => {
    const { database, openAnother } = use();
    const nodes = [database, await openAnother()];
    for (let n = 0; n < 50; n += 1) {
      await enqueueJob(database.on('command'), { kind: 'race', payload: { n }, runAt: at(0) });
    }
    const claims = Array.from({ length: 20 }, (_, n) =>
      claimJobs(nodes[n % 2]!, claim('race', 1, `n${n}`, 3)),
    );
    const ids = (await Promise.all(claims)).flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(50);
  });
});

interface Node {
  readonly timers: FakeTimers;
  readonly log: string[];
  readonly changed: (word: string) => Promise<void>;
  readonly stepDown: () => Promise<void>;
}

function contend(database: Database): Node {
  const timers = new FakeTimers();
  const log: string[] = [];
  const waiting: { word: string; resolve: () => void }[] = [];
  const note = (word: string) => {
    log.push(word);
    for (const one of waiting) if (one.word === word) one.resolve();
  };
  const stepDown = runAsSingleton(database, timers, {
    name: 'test-singleton',
    start: () => note('start'),
    stop: () => note('stop'),
  });
  const changed = (word: string) =>
    new Promise<void>((resolve) => {
      if (log.includes(word)) resolve();
      else waiting.push({ word, resolve });
    });
  return { timers, log, changed, stepDown };
}

withDatabases('a singleton', (use) => {
  it('is run by one contender, and by the next when that one steps down', async () => {
    const { database } = use();
    const first = contend(database);
    await first.changed('start');
    const second = contend(database);
    await first.stepDown();
    expect(first.log).toEqual(['start', 'stop']);
    second.timers.fire();
    await second.changed('start');
    await second.stepDown();
    expect(second.log).toEqual(['start', 'stop']);
  });
});

withPostgres('a singleton of two nodes', (use) => {
  it('moves to the other node when the session of its lock is cut', async () => {
    const { database, openAnother } = use();
    const first = contend(database);
    await first.changed('start');
    const second = contend(await openAnother());
    second.timers.fire();
    await database.asLogin((db) =>
      db.run(`SELECT pg_terminate_backend(pid) FROM pg_locks
               WHERE locktype = 'advisory' AND database =
                     (SELECT oid FROM pg_database WHERE datname = current_database())`),
    );
    await first.changed('stop');
    second.timers.fire();
    await second.changed('start');
    expect([first.log, second.log]).toEqual([['start', 'stop'], ['start']]);
    await Promise.all([first.stepDown(), second.stepDown()]);
  });
});
