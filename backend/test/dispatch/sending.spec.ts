import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import { withDatabases } from '../support/with-databases.js';
import {
  as,
  closeAll,
  incidentAt,
  openDesk,
  sendWithReason,
  stateOf,
  station,
  user,
  type Desk,
} from './desk.js';

withDatabases('sending units', (use) => {
  let desk: Desk;
  let ids: Map<string, string>;
  const dispatcher = user();
  const unit = (callSign: string): string => ids.get(callSign) ?? '';
  const yesterday = '2026-03-01T00:00:00.000Z';

  beforeAll(async () => {
    desk = await openDesk(use().database, use().clocks);
    ids = await station(desk, use().clocks, [
      { callSign: 'N1', at: [4, 4] },
      { callSign: 'N2', at: [4, 6] },
      { callSign: 'N3', at: [7, 7] },
      { callSign: 'N4', at: [9, 9], change: { statusCode: 8 } },
      { callSign: 'N5', at: [1, 9], skills: [{ code: 'STO', expiresAt: yesterday }] },
      { callSign: 'N6', at: [9, 0], driver: 'standard' },
      { callSign: 'N7', at: [0, 0], change: { crew: [] } },
    ]);
  });
  afterAll(() => desk.close());

  const freeAll = (): Promise<void> => closeAll(desk, dispatcher);

  async function recommended(incidentId: string) {
    const offered = await desk.recommendations.recommend(incidentId, dispatcher);
    if (!offered.ok) throw new Error(offered.code);
    return offered.value;
  }

  it('recommends by road, nearest first, with reasons for the rest, and replays bit for bit', async () => {
    const incident = await incidentAt(desk, [4, 5], { grade: 'P1' });
    const offered = await recommended(incident.id);
    expect(offered.method).toBe('road');
    const order = offered.candidates.map(({ callSign }) => callSign);
    expect(order.slice(0, 2).sort()).toEqual(['N1', 'N2']);
    expect(order).not.toContain('N4');
    expect(order).not.toContain('N6');
    expect(offered.excludedByRule).toMatchObject({
      STATUS_NOT_DEPLOYABLE: 1,
      NO_CREW: 1,
      DRIVER_NOT_TRAINED: 1,
    });
    expect(await desk.recommendations.replay(offered.id)).toEqual({
      ok: true,
      value: { id: offered.id, identical: true, differences: [] },
    });
    const again = await recommended(incident.id);
    expect(again.id).toBe(offered.id);
    await freeAll();
  });

  it('replay says so when a record was altered, and the ledger when its bytes were', async () => {
    const incident = await incidentAt(desk, [4, 5]);
    const { id } = await recommended(incident.id);
    const record = await desk.recommendations.readRecord(id);
    if (!record) throw new Error('no record');
    const forged = { ...record, ranked: [...record.ranked].reverse() };
    const forgedId = await desk.ledger.keep({
      kind: 'recommendation',
      entity: { kind: 'incident', id: incident.id, version: 1 },
      at: new Date(record.atMs),
      encoding: 'json',
      payload: Buffer.from(JSON.stringify(forged)),
    });
    const replay = await desk.recommendations.replay(forgedId);
    expect(replay).toMatchObject({ ok: true, value: { identical: false } });
    expect(await desk.recommendations.replay(randomUUID())).toMatchObject({ code: 'NOT_FOUND' });
    await freeAll();
  });

  it('sends rank 1 of a recommendation without a reason, anybody else only with one', async () => {
    const incident = await incidentAt(desk, [4, 5]);
    const offered = await recommended(incident.id);
    const [first, other] = offered.candidates;
    if (!first || !other) throw new Error('too few candidates');
    const send = (unitIds: string[], overrideReason?: string) =>
      desk.assigning.assign(as(dispatcher, 'assignUnits'), {
        incidentId: incident.id,
        unitIds,
        recommendationId: offered.id,
        ...(overrideReason === undefined ? {} : { overrideReason }),
      });
    expect(await send([other.unitId])).toMatchObject({ code: 'REASON_REQUIRED' });
    expect(await send([first.unitId])).toMatchObject({
      ok: true,
      value: { assignments: [{ recommendationId: offered.id }] },
    });
    expect(await send([other.unitId], 'Knows the family')).toMatchObject({ ok: true });
    const elsewhere = await incidentAt(desk, [2, 2]);
    expect(
      await desk.assigning.assign(as(dispatcher, 'assignUnits'), {
        incidentId: elsewhere.id,
        unitIds: [unit('N3')],
        recommendationId: offered.id,
      }),
    ).toMatchObject({ code: 'NOT_FOUND', details: { what: 'recommendation' } });
    await freeAll();
  });

  it('makes the decision record itself when units are sent without a recommendation', async () => {
    const incident = await incidentAt(desk, [4, 5]);
    const result = await sendWithReason(desk, { actor: dispatcher, incidentId: incident.id }, [
      unit('N3'),
    ]);
    if (!result.ok) throw new Error(result.code);
    const id = result.value.assignments[0]?.recommendationId ?? '';
    expect((await desk.recommendations.readRecord(id))?.incident.id).toBe(incident.id);
    expect(await desk.recommendations.replay(id)).toMatchObject({ value: { identical: true } });
    await freeAll();
  });

  it('refuses what no reason makes lawful: expired skill, no crew, ungraded, unknown', async () => {
    const armed = await incidentAt(desk, [4, 5], { skills: ['STO'] });
    expect(
      await sendWithReason(desk, { actor: dispatcher, incidentId: armed.id }, [unit('N5')]),
    ).toMatchObject({
      code: 'SKILL_EXPIRED',
      details: { callSign: 'N5', skill: 'STO' },
    });
    expect(
      await sendWithReason(desk, { actor: dispatcher, incidentId: armed.id }, [randomUUID()]),
    ).toMatchObject({
      code: 'UNIT_UNKNOWN',
    });
    expect(
      await sendWithReason(desk, { actor: dispatcher, incidentId: randomUUID() }, [unit('N1')]),
    ).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(
      await desk.assigning.assign(as(dispatcher, 'assignUnits'), {
        incidentId: armed.id,
        unitIds: [unit('N1')],
        recommendationId: null,
      }),
    ).toMatchObject({ code: 'REASON_REQUIRED' });
    const to = (incidentId: string, callSign: string) =>
      sendWithReason(desk, { actor: dispatcher, incidentId }, [unit(callSign)]);
    expect(await to(armed.id, 'N7')).toMatchObject({
      code: 'UNIT_NOT_ELIGIBLE',
      details: { rule: 'NO_CREW' },
    });
    const ungraded = await desk.contacts.record(as(dispatcher, 'recordContact'), {
      channel: '101',
      narrative: '',
      incident: { typeCode: 'OTHER', place: { kind: 'unknown' } },
    });
    const incidentId = (ungraded.ok && ungraded.value.incident?.id) || '';
    expect(await to(incidentId, 'N1')).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      details: { state: 'new' },
    });
    expect((await stateOf(desk, unit('N5'), armed.id)).unit.assignmentId).toBeNull();
    await freeAll();
  });

  it('repeats a command under its key without sending twice', async () => {
    const incident = await incidentAt(desk, [4, 5]);
    const context = {
      ...as(dispatcher, 'assignUnits'),
      idempotency: { key: 'send-once-0001', bodyHash: 'h' },
    };
    const input = {
      incidentId: incident.id,
      unitIds: [unit('N3')],
      recommendationId: null,
      overrideReason: 'Near',
    };
    const first = await desk.assigning.assign(context, input);
    const again = await desk.assigning.assign(context, input);
    expect(first).toMatchObject({ ok: true, replayed: false });
    expect(again).toMatchObject({ ok: true, replayed: true });
    expect(again.ok && again.value).toEqual(first.ok && first.value);
    await freeAll();
  });

  it('logged no error', () => {
    expect(desk.logged).toEqual([]);
  });
});
