import { afterAll, beforeAll, expect, it } from 'vitest';
import { withDatabases } from '../support/with-databases.js';
import { junction } from '../support/small-map.js';
import { as, incidentAt, openDesk, sendWithReason, station, user, type Desk } from './desk.js';

withDatabases('delivery of orders', (use) => {
  let desk: Desk;
  let ids: Map<string, string>;
  const dispatcher = user();
  const unit = (callSign: string): string => ids.get(callSign) ?? '';

  beforeAll(async () => {
    desk = await openDesk(use().database, use().clocks);
    ids = await station(desk, use().clocks, [
      { callSign: 'D1', at: [1, 1] },
      { callSign: 'D2', at: [2, 2] },
      { callSign: 'D3', at: [3, 3] },
    ]);
  });
  afterAll(() => desk.close());

  async function sent(callSign: string): Promise<string> {
    const incident = await incidentAt(desk, [4, 4]);
    const result = await sendWithReason(desk, { actor: dispatcher, incidentId: incident.id }, [
      unit(callSign),
    ]);
    if (!result.ok) throw new Error(result.code);
    return result.value.assignments[0]?.id ?? '';
  }

  const view = async (id: string) => {
    const [row] = await use()
      .database.on('read')
      .rows<{ version: number; delivery: string; delivery_alarm: boolean; state: string }>(
        'SELECT version, delivery, delivery_alarm, state FROM assignment WHERE id = $1',
        [id],
      );
    return row;
  };

  it('says what the crew must know, and moves on with each receipt, whatever comes twice or late', async () => {
    const id = await sent('D1');
    const [order] = await desk.orders.ofUnit(unit('D1'));
    expect(order).toMatchObject({
      assignmentId: id,
      version: 1,
      grade: 'P1',
      typeCode: 'ASSAULT',
      narrative: 'A man with a bat at the door',
    });
    expect(order?.place.point).not.toBeNull();
    await desk.orders.markSent(id, 1);
    await desk.orders.markSent(id, 1);
    expect(await view(id)).toMatchObject({ delivery: 'sent', version: 2 });
    const own = { assignmentId: id, unitId: unit('D1') };
    const receipt = (state: 'received' | 'seen', version = 1) =>
      desk.orders.receipt(as(user(), 'deviceReceipt'), own, { state, version });
    expect(await receipt('seen')).toMatchObject({
      ok: true,
      value: { delivery: 'seen', version: 3 },
    });
    expect(await receipt('received')).toMatchObject({ value: { delivery: 'seen', version: 3 } });
    expect(await receipt('received', 9)).toMatchObject({ code: 'CONFLICT_VERSION' });
    const foreign = { ...own, unitId: unit('D2') };
    expect(
      await desk.orders.receipt(as(user(), 'deviceReceipt'), foreign, {
        state: 'seen',
        version: 1,
      }),
    ).toMatchObject({ code: 'NOT_FOUND' });
    expect(await desk.orders.unreceived([unit('D1')])).toEqual([]);
    expect(await desk.watch.raiseOverdue()).toBe(0);
  });

  it('raises one alarm after 30 s without a receipt, and never sends a second unit', async () => {
    const id = await sent('D2');
    await desk.orders.markSent(id, 1);
    const units = async () => (await desk.units.list()).filter((u) => u.assignmentId).length;
    const before = await units();
    use().wall.advance(29_999);
    expect(await desk.watch.raiseOverdue()).toBe(0);
    use().wall.advance(1);
    expect(await desk.watch.raiseOverdue()).toBe(1);
    expect(await desk.watch.raiseOverdue()).toBe(0);
    expect(await view(id)).toMatchObject({ delivery_alarm: true, state: 'dispatched' });
    use().wall.advance(3_600_000);
    expect(await desk.watch.raiseOverdue()).toBe(0);
    expect(await units()).toBe(before);
    const acknowledged = await desk.watch.acknowledge(as(dispatcher, 'acknowledgeAlarm'), id);
    expect(acknowledged).toMatchObject({ ok: true, value: { deliveryAlarm: false } });
    expect(await desk.watch.raiseOverdue()).toBe(0);
    expect(await desk.watch.acknowledge(as(dispatcher, 'acknowledgeAlarm'), id)).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
    });
  });

  it('a receipt that comes after the alarm takes it back', async () => {
    const id = await sent('D3');
    use().wall.advance(30_000);
    expect(await desk.watch.raiseOverdue()).toBe(1);
    const own = { assignmentId: id, unitId: unit('D3') };
    expect(
      await desk.orders.receipt(as(user(), 'deviceReceipt'), own, {
        state: 'received',
        version: 1,
      }),
    ).toMatchObject({ ok: true, value: { deliveryAlarm: false, delivery: 'received' } });
  });

  it('sends an order anew, once, when the place turns out to be another', async () => {
    const incident = await incidentAt(desk, [4, 4]);
    ids = await station(desk, use().clocks, [{ callSign: 'D4', at: [4, 1] }]);
    const result = await sendWithReason(desk, { actor: dispatcher, incidentId: incident.id }, [
      unit('D4'),
    ]);
    const id = (result.ok && result.value.assignments[0]?.id) || '';
    const own = { assignmentId: id, unitId: unit('D4') };
    await desk.orders.receipt(as(user(), 'deviceReceipt'), own, { state: 'seen', version: 1 });
    await desk.gradings.locate(as(dispatcher, 'locateIncident'), incident.id, {
      place: { kind: 'point', ...junction(8, 8) },
    });
    const located = (await desk.eventLog.aboutIncident(incident.id, 100)).find(
      ({ kind }) => kind === 'incident.located',
    );
    if (!located) throw new Error('not located');
    await desk.renewal.renewFor(located);
    await desk.renewal.renewFor(located);
    const [renewed] = await desk.orders.unreceived([unit('D4')]);
    expect(renewed?.order.place.point).toEqual(junction(8, 8));
    expect(renewed?.order.version).toBe(3);
    const late = { answer: 'accept', version: 1 } as const;
    expect(await desk.crews.answer(as(user(), 'deviceAnswer'), own, late)).toMatchObject({
      ok: true,
      value: { state: 'en_route', delivery: 'queued' },
    });
    expect((await desk.orders.unreceived([unit('D4')])).map(({ order }) => order.version)).toEqual([
      3,
    ]);
    await desk.orders.receipt(as(user(), 'deviceReceipt'), own, { state: 'received', version: 3 });
    expect(await desk.orders.unreceived([unit('D4')])).toEqual([]);
  });

  it('looks by itself while the watch runs', async () => {
    const stop = desk.watch.start();
    desk.timers.fire();
    stop();
    expect(desk.logged).toEqual([]);
  });
});
