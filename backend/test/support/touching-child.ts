// Child of the kill test: two-unit commands under keys, without end. Says `sent KEY` before and
// `acked KEY` after each, by a synchronous write, so that what it said is known when it is killed.
import { writeSync } from 'node:fs';
import { ensureClockAnchor } from '../../src/platform/clocks/clock-anchor.js';
import { Clocks } from '../../src/platform/clocks/clocks.js';
import { OpClock } from '../../src/platform/clocks/op-clock.js';
import { FakeWallClock } from '../../src/platform/clocks/wall-clock.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { pairOf, touchContext, touchThings } from './things.js';

const [kind, where, round, clients] = process.argv.slice(2);
const database = await openDatabase(
  kind === 'postgres' ? { databaseUrl: where! } : { folder: where! },
);
const wall = new FakeWallClock('2026-03-02T20:00:00.000Z');
const anchor = await ensureClockAnchor(database, wall, { training: true });
const work = new UnitOfWork(database, new Clocks(wall, new OpClock(wall, anchor)));

async function client(index: number): Promise<never> {
  for (let step = 0; ; step += 1) {
    const key = `${round}/${index}/${step}`;
    writeSync(1, `sent ${key}\n`);
    const { ok } = await work.run(touchContext(key), (tx) => touchThings(tx, pairOf(key)));
    writeSync(1, `${ok ? 'acked' : 'failed'} ${key}\n`);
  }
}

writeSync(1, 'ready\n');
await Promise.all(Array.from({ length: Number(clients) }, (_, index) => client(index)));
