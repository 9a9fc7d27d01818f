import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { FakeTimers } from '../../src/platform/clocks/timers.js';
import { JsonLogger } from '../../src/platform/logs/json-logger.js';
import { Housekeeping } from '../../src/platform/operations/housekeeping.js';
import { RoadNetworkService } from '../../src/roads/road-network.service.js';
import { PositionDaysService } from '../../src/tracking/position-days.service.js';
import { TrackingService } from '../../src/tracking/tracking.service.js';
import { junction, smallMap } from '../support/small-map.js';
import { withDatabases } from '../support/with-databases.js';

const DAY_MS = 86_400_000;

withDatabases('housekeeping', (use) => {
  const timers = new FakeTimers();

  function housekeeping(): { work: Housekeeping; logged: string[] } {
    const { database, clocks } = use();
    const logged: string[] = [];
    const logger = new JsonLogger(clocks.wall, 'error', (line) => void logged.push(line));
    const work = new Housekeeping(database, clocks, timers, logger);
    return { work, logged };
  }

  async function days(): Promise<string[]> {
    const rows = await use()
      .database.on('read')
      .rows<{ name: string }>(
        `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'position'::regclass ORDER BY 1`,
      );
    return rows.map(({ name }) => name);
  }

  const dayName = (daysFromNow: number): string => {
    const at = new Date(use().clocks.op.nowMs() + daysFromNow * DAY_MS).toISOString();
    return `position_${at.slice(0, 10).replaceAll('-', '')}`;
  };

  it("makes tomorrow's day ahead, keeps 31 days and drops older ones", async () => {
    const { database, clocks, wall } = use();
    const { work, logged } = housekeeping();
    const tidying = new PositionDaysService(database, clocks, { positionDays: 31 }, work);
    const tracking = new TrackingService(database, clocks, new RoadNetworkService(smallMap()));
    const device = randomUUID();
    const submit = (seq: number) =>
      tracking.submit(device, [
        { fixAt: clocks.op.now().toISOString(), seq, ...junction(1, 1), accuracyM: 8 },
      ]);
    const stored = async () =>
      (
        await database
          .on('read')
          .rows<{ seq: number }>('SELECT seq FROM position WHERE device_id = $1 ORDER BY seq', [
            device,
          ])
      ).map(({ seq }) => seq);
    await submit(1);
    await tidying.tidy();
    expect(await days()).toEqual(expect.arrayContaining([dayName(0), dayName(1)]));
    wall.advance(DAY_MS);
    await submit(2);
    wall.advance(30 * DAY_MS);
    await submit(3);
    await tidying.tidy();
    expect(await stored()).toEqual([1, 2, 3]);
    wall.advance(DAY_MS);
    await work.runAll();
    expect(await stored()).toEqual([2, 3]);
    const kept = await days();
    expect(kept.filter((name) => name < dayName(-31))).toEqual([]);
    expect(kept).toEqual(expect.arrayContaining([dayName(-31), dayName(0), dayName(1)]));
    expect(logged).toEqual([]);
  });

  it('is done by one node, at once and then at its time', async () => {
    const ran: string[] = [];
    const chore = (node: string) => ({
      name: 'count',
      everyMs: 1000,
      run: () => Promise.resolve(void ran.push(node)),
    });
    const [first, second] = [housekeeping().work, housekeeping().work];
    first.add(chore('first'));
    second.add(chore('second'));
    const stopFirst = first.start();
    await expect.poll(() => ran, { timeout: 10_000 }).toEqual(['first']);
    const stopSecond = second.start();
    timers.fire();
    await expect.poll(() => ran, { timeout: 10_000 }).toEqual(['first', 'first']);
    await stopFirst();
    await expect
      .poll(
        () => {
          timers.fire();
          return ran.at(-1);
        },
        { timeout: 10_000 },
      )
      .toBe('second');
    await stopSecond();
    const count = ran.length;
    timers.fire();
    expect(ran).toHaveLength(count);
  });

  it('removes answers of commands whose time is over, however many', async () => {
    const { database, wall } = use();
    await database.on('command').run(
      `INSERT INTO idempotency (principal_kind, principal_id, command, key, body_hash, recorded_at, expires_at, outcome)
       SELECT 'user', 'u', 'c', 'key-' || n, 'h', $1::timestamptz, $1::timestamptz + n * interval '1 second', '{"ok":true,"value":null}'::json
         FROM generate_series(1, 1300) AS n`,
      [wall.now()],
    );
    wall.advance(1_200_000);
    const { work, logged } = housekeeping();
    await work.runAll();
    const left = await database
      .on('read')
      .row<{ n: number }>(`SELECT count(*)::int AS n FROM idempotency WHERE principal_id = 'u'`);
    expect(left?.n).toBe(100);
    expect(logged).toEqual([]);
  });

  it('goes on after a failing chore and says which it was', async () => {
    const { work, logged } = housekeeping();
    work.add({ name: 'broken', everyMs: 1, run: () => Promise.reject(new Error('out of paper')) });
    await work.runAll();
    expect(logged.join()).toContain('"chore":"broken"');
  });
});
