import { beforeAll, expect, it, vi } from 'vitest';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { PositionFix } from '@muster/contracts';
import { RoadNetworkService } from '../../src/roads/road-network.service.js';
import { PositionWriter } from '../../src/tracking/position-writer.js';
import type { PositionRow } from '../../src/tracking/storage/position-rows.js';
import { TrackingService, type LiveFix } from '../../src/tracking/tracking.service.js';
import { junction, smallMap } from '../support/small-map.js';
import { withDatabases } from '../support/with-databases.js';

withDatabases('tracking', (use) => {
  let tracking: TrackingService;
  const shown: LiveFix[] = [];

  beforeAll(() => {
    tracking = new TrackingService(
      use().database,
      use().clocks,
      new RoadNetworkService(smallMap()),
    );
    tracking.onLive((fixes) => shown.push(...fixes));
  });

  const fix = (agoS: number, seq: number, place = junction(1, 1)): PositionFix => ({
    fixAt: new Date(use().clocks.op.nowMs() - agoS * 1000).toISOString(),
    seq,
    ...place,
    accuracyM: 8,
  });

  const storedCount = async (deviceId: string): Promise<number> =>
    (
      await use()
        .database.on('read')
        .row<{ n: number }>('SELECT count(*)::int AS n FROM position WHERE device_id = $1', [
          deviceId,
        ])
    )?.n ?? 0;

  const latest = async (deviceId: string) =>
    (
      await use()
        .database.on('read')
        .row<{ seq: number }>('SELECT seq FROM position_latest WHERE device_id = $1', [deviceId])
    )?.seq;

  it('acknowledges after commit and shows the newest fix', async () => {
    const device = randomUUID();
    const ack = await tracking.submit(device, [fix(20, 1), fix(10, 2)]);
    expect(ack).toMatchObject({ ok: true, value: { accepted: 2, duplicates: 0, refused: [] } });
    expect(await storedCount(device)).toBe(2);
    expect(await latest(device)).toBe(2);
    expect(shown.filter((live) => live.deviceId === device).map((live) => live.seq)).toEqual([
      1, 2,
    ]);
  });

  it('counts a repeated fix once and never moves the marker back', async () => {
    const device = randomUUID();
    await tracking.submit(device, [fix(10, 5)]);
    const late = await tracking.submit(device, [fix(60, 1), fix(30, 2)]);
    expect(late).toMatchObject({ ok: true, value: { accepted: 2 } });
    const again = await tracking.submit(device, [fix(10, 5)]);
    expect(again).toMatchObject({ ok: true, value: { accepted: 0, duplicates: 1 } });
    expect(await storedCount(device)).toBe(3);
    expect(await latest(device)).toBe(5);
    expect(shown.filter((live) => live.deviceId === device).map((live) => live.seq)).toEqual([5]);
  });

  it('refuses the implausible with a counted reason', async () => {
    const device = randomUUID();
    const here = junction(1, 1);
    const ack = await tracking.submit(device, [
      fix(-600, 1),
      fix(5, 2, { lat: 0, lon: 0 }),
      fix(4, 3, { lat: here.lon, lon: here.lat }),
      fix(3, 4, { lat: 10, lon: 10 }),
    ]);
    expect(ack.ok && ack.value.refused.map((entry) => entry.reason)).toEqual([
      'IN_FUTURE',
      'NULL_ISLAND',
      'SWAPPED_LAT_LON',
      'OUTSIDE_AREA',
    ]);
    expect(await storedCount(device)).toBe(0);
    expect(tracking.counts.refused.NULL_ISLAND).toBeGreaterThanOrEqual(1);
  });

  it('stores every accepted fix exactly once under shuffled, repeated, concurrent sending', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40 })), {
          minLength: 1,
          maxLength: 60,
        }),
        async (sent) => {
          const devices = Array.from({ length: 4 }, () => randomUUID());
          const acks = await Promise.all(
            sent.map(([device, seq]) =>
              tracking.submit(devices[device] ?? '', [fix(100 - seq, seq)]),
            ),
          );
          const accepted = acks.reduce((sum, ack) => sum + (ack.ok ? ack.value.accepted : 0), 0);
          const distinct = new Set(sent.map(([device, seq]) => `${device} ${seq}`)).size;
          expect(accepted).toBe(distinct);
          for (const [index, device] of devices.entries()) {
            const seqs = sent.filter(([at]) => at === index).map(([, seq]) => seq);
            expect(await storedCount(device)).toBe(new Set(seqs).size);
            if (seqs.length > 0) expect(await latest(device)).toBe(Math.max(...seqs));
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('isolates a row that the database refuses and keeps the rest', async () => {
    const writer = new PositionWriter(use().database);
    const device = randomUUID();
    const good = (seq: number): PositionRow => ({
      deviceId: device,
      fixAt: new Date(use().clocks.op.nowMs() - 1000 + seq),
      seq,
      receivedAt: use().wall.now(),
      ...junction(0, 0),
      accuracyM: null,
      speedMps: null,
      courseDeg: null,
      batteryPct: null,
      live: true,
    });
    const bad = { ...good(2), seq: 3_000_000_000 };
    const [written, alone] = await Promise.all([
      writer.write([good(1), bad, good(3)]),
      writer.write([good(4)]),
    ]);
    expect([written, alone]).toEqual([2, 1]);
    expect(await storedCount(device)).toBe(3);
    const kept = await use()
      .database.on('read')
      .row<{ n: number }>(
        'SELECT count(*)::int AS n FROM position_quarantine WHERE device_id = $1',
        [device],
      );
    expect(kept?.n).toBe(1);
  });

  it('sheds before acceptance: what is refused leaves no trace', async () => {
    const writer = new PositionWriter(use().database, { batchRows: 500, queueRows: 1 });
    expect(writer.hasRoom(1)).toBe(true);
    expect(writer.hasRoom(2)).toBe(false);
  });

  it('judges a batch that could not be written anew when it is sent again', async () => {
    const device = randomUUID();
    await tracking.submit(device, [fix(60, 1)]);
    const { database } = use();
    const failing = vi.spyOn(database, 'transaction').mockRejectedValueOnce(new Error('planted'));
    const batch = [fix(20, 2), fix(10, 3)];
    await expect(tracking.submit(device, batch)).rejects.toThrow('planted');
    failing.mockRestore();
    expect(await latest(device)).toBe(1);
    const again = await tracking.submit(device, batch);
    expect(again).toMatchObject({ ok: true, value: { accepted: 2, duplicates: 0 } });
    expect(await latest(device)).toBe(3);
    expect(shown.filter((live) => live.deviceId === device).map((live) => live.seq)).toEqual([
      1, 2, 3,
    ]);
  });

  it('takes over what another node received, once and only forward', async () => {
    const device = randomUUID();
    await tracking.submit(device, [fix(30, 2)]);
    const live = (seq: number, agoS: number): LiveFix => ({
      deviceId: device,
      fixAtMs: use().clocks.op.nowMs() - agoS * 1000,
      seq,
      ...junction(1, 1),
      accuracyM: 8,
      speedMps: null,
      courseDeg: null,
    });
    tracking.takeFromElsewhere([live(1, 40)]);
    tracking.takeFromElsewhere([live(3, 20)]);
    tracking.takeFromElsewhere([live(3, 20)]);
    expect(shown.filter((one) => one.deviceId === device).map((one) => one.seq)).toEqual([2, 3]);
    // the memory for cleaning has moved on with it
    const late = await tracking.submit(device, [fix(25, 4)]);
    expect(late).toMatchObject({ ok: true, value: { accepted: 1 } });
    // stored as history: the marker here is ahead of it
    expect(await latest(device)).toBe(2);
    expect(shown.filter((one) => one.deviceId === device).map((one) => one.seq)).toEqual([2, 3]);
  });
});
