import { expect, it } from 'vitest';
import {
  ensureClockAnchor,
  followClockEvent,
  setSpeed,
} from '../../src/platform/clocks/clock-anchor.js';
import { Clocks } from '../../src/platform/clocks/clocks.js';
import { OpClock } from '../../src/platform/clocks/op-clock.js';
import type { CommandContext } from '../../src/platform/database/unit-of-work.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { withDatabases } from '../support/with-databases.js';

const SUPERVISOR: CommandContext = { actor: { kind: 'user', id: 'u-9' }, command: 'clock.speed' };

withDatabases('the clock of a training database', (use) => {
  it('changes speed without a jump, by an audited event that other nodes follow', async () => {
    const { database, work, clocks, wall, eventLog } = use();
    const anchor = await ensureClockAnchor(database, wall, { training: true });
    const otherNode = new Clocks(wall, new OpClock(wall, anchor));
    wall.advance(10_000);
    const before = clocks.op.nowMs();
    const result = await setSpeed(work, clocks, SUPERVISOR, 60);
    expect(result).toMatchObject({ ok: true, value: { speed: 60 } });
    expect(clocks.op.nowMs()).toBe(before);
    wall.advance(1000);
    expect(clocks.op.nowMs()).toBe(before + 60_000);
    const [event] = await eventLog.readFrom(result.seq! - 1, 1);
    expect(event).toMatchObject({ kind: 'clock.anchored', codes: { speed: 60 }, version: 2 });
    followClockEvent(otherNode, event!);
    expect(otherNode.op.nowMs()).toBe(clocks.op.nowMs());
    const stored = await ensureClockAnchor(database, wall, { training: true });
    expect(stored).toEqual(clocks.op.anchor);
  });

  it('refuses a speed that makes no sense', async () => {
    const { work, clocks } = use();
    for (const speed of [0, -1, 1001, NaN]) {
      expect(await setSpeed(work, clocks, SUPERVISOR, speed)).toMatchObject({
        ok: false,
        code: 'SPEED_NOT_ALLOWED',
      });
    }
  });

  it('is never used for live work', async () => {
    const { database, wall } = use();
    await expect(ensureClockAnchor(database, wall, { training: false })).rejects.toThrow(
      'made for training',
    );
  });
});

withDatabases('the clock of a live database', (use) => {
  it('runs at the speed of the wall and nothing else', async () => {
    const { database, wall } = use();
    await database.asLogin((db) => db.run('DELETE FROM clock_anchor'));
    const anchor = await ensureClockAnchor(database, wall, { training: false });
    const clocks = new Clocks(wall, new OpClock(wall, anchor));
    const work = new UnitOfWork(database, clocks);
    expect(await setSpeed(work, clocks, SUPERVISOR, 2)).toMatchObject({
      ok: false,
      code: 'SPEED_NOT_ALLOWED',
    });
    expect(clocks.op.training).toBe(false);
    await expect(
      database.on('command').run('UPDATE clock_anchor SET speed = 2'),
    ).rejects.toMatchObject({ code: '23514' });
  });
});
