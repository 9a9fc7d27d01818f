import { afterAll, beforeAll, expect, it } from 'vitest';
import { withDatabases } from '../support/with-databases.js';
import {
  as,
  incidentAt,
  openDesk,
  sendWithReason,
  stateOf,
  station,
  user,
  type Desk,
} from './desk.js';

withDatabases('life of an assignment', (use) => {
  let desk: Desk;
  let ids: Map<string, string>;
  const dispatcher = user();
  const crew = user();
  const unit = (callSign: string): string => ids.get(callSign) ?? '';

  beforeAll(async () => {
    desk = await openDesk(use().database, use().clocks);
    ids = await station(desk, use().clocks, [
      { callSign: 'R1', at: [1, 1] },
      { callSign: 'R2', at: [5, 5] },
      { callSign: 'R3', at: [8, 8] },
      { callSign: 'R4', at: [9, 1] },
      { callSign: 'R5', at: [2, 7] },
    ]);
  });
  afterAll(() => desk.close());

  const status = (callSign: string, statusCode: number) =>
    desk.crews.setStatus(as(crew, 'deviceStatus'), unit(callSign), { statusCode, by: 'crew' });

  async function sent(callSign: string, grade: 'P1' | 'P2' | 'P3' = 'P1') {
    const incident = await incidentAt(desk, [4, 4], { grade });
    const result = await sendWithReason(desk, { actor: dispatcher, incidentId: incident.id }, [
      unit(callSign),
    ]);
    if (!result.ok) throw new Error(result.code);
    const [assignment] = result.value.assignments;
    if (!assignment) throw new Error('nothing assigned');
    return { incident, assignment };
  }

  it('goes from dispatch over acceptance and arrival to completion, all three in step', async () => {
    const { incident, assignment } = await sent('R1');
    expect(assignment).toMatchObject({ state: 'dispatched', version: 1, delivery: 'queued' });
    expect(Date.parse(assignment.etaAt ?? '')).toBeGreaterThan(Date.parse(assignment.assignedAt));
    let state = await stateOf(desk, unit('R1'), incident.id);
    expect(state.unit).toMatchObject({ assignmentId: assignment.id, incidentId: incident.id });
    expect(state.incident).toMatchObject({ state: 'assigned', assignedUnitIds: [unit('R1')] });
    expect(state.incident.firstAssignedAt).toBe(assignment.assignedAt);

    const answer = { answer: 'accept', version: 1 } as const;
    const own = { assignmentId: assignment.id, unitId: unit('R1') };
    expect(await desk.crews.answer(as(crew, 'deviceAnswer'), own, answer)).toMatchObject({
      ok: true,
      value: { state: 'en_route', delivery: 'answered' },
    });
    state = await stateOf(desk, unit('R1'), incident.id);
    expect(state.unit).toMatchObject({ statusCode: 5, base: 'en_route' });

    use().wall.advance(240_000);
    expect(await status('R1', 6)).toMatchObject({ ok: true, value: { base: 'on_scene' } });
    state = await stateOf(desk, unit('R1'), incident.id);
    expect(state.incident.state).toBe('on_scene');
    expect(state.incident.firstArrivedAt).toBe(use().clocks.op.now().toISOString());

    expect(await status('R1', 2)).toMatchObject({ ok: true, value: { assignmentId: null } });
    state = await stateOf(desk, unit('R1'), incident.id);
    expect(state.incident).toMatchObject({ state: 'open', assignedUnitIds: [] });

    const closed = await desk.releasing.close(as(dispatcher, 'closeIncident'), incident.id, {
      resultCode: 'ARREST',
    });
    expect(closed).toMatchObject({ ok: true, value: { state: 'closed', resultCode: 'ARREST' } });
  });

  it('takes a refusal with its reason and does not offer the unit there again', async () => {
    const { incident, assignment } = await sent('R2');
    const own = { assignmentId: assignment.id, unitId: unit('R2') };
    const refusal = { answer: 'refuse', version: 1, reason: 'COMMITTED' } as const;
    expect(await desk.crews.answer(as(crew, 'deviceAnswer'), own, refusal)).toMatchObject({
      ok: true,
      value: { state: 'released', releaseReason: 'refused', refusalReason: 'COMMITTED' },
    });
    await desk.caughtUp();
    const offered = await desk.recommendations.recommend(incident.id, dispatcher);
    if (!offered.ok) throw new Error(offered.code);
    expect(offered.value.candidates.map(({ unitId }) => unitId)).not.toContain(unit('R2'));
    expect(offered.value.excludedByRule.REFUSED_THIS_INCIDENT).toBe(1);
    expect(await desk.crews.answer(as(crew, 'deviceAnswer'), own, refusal)).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
    });
  });

  it('refuses an answer from another unit or to an older version of the order', async () => {
    const { assignment, incident } = await sent('R2');
    const other = { assignmentId: assignment.id, unitId: unit('R3') };
    const accept = { answer: 'accept', version: 1 } as const;
    expect(await desk.crews.answer(as(crew, 'deviceAnswer'), other, accept)).toMatchObject({
      code: 'NOT_FOUND',
    });
    const own = { ...other, unitId: unit('R2') };
    expect(
      await desk.crews.answer(as(crew, 'deviceAnswer'), own, { ...accept, version: 2 }),
    ).toMatchObject({ code: 'CONFLICT_VERSION', details: { version: 1 } });
    await desk.releasing.close(as(dispatcher, 'closeIncident'), incident.id, {
      resultCode: 'HOAX',
    });
  });

  it('stands a unit down, keeps the reason as a note, and tells the device', async () => {
    const { incident, assignment } = await sent('R3');
    await status('R3', 5);
    const result = await desk.releasing.standDown(
      as(dispatcher, 'standDown'),
      assignment.id,
      'Ambulance is there',
    );
    expect(result).toMatchObject({ ok: true, value: { releaseReason: 'stood_down' } });
    const state = await stateOf(desk, unit('R3'), incident.id);
    expect(state.unit).toMatchObject({ statusCode: 2, assignmentId: null });
    expect(state.incident).toMatchObject({ state: 'open', assignedUnitIds: [] });
    const [order] = await desk.orders.unreceived([unit('R3')]);
    expect(order?.order).toMatchObject({
      assignmentId: assignment.id,
      releaseReason: 'stood_down',
    });
    expect(order?.order.version).toBeGreaterThan(1);
    expect(
      await desk.releasing.standDown(as(dispatcher, 'standDown'), assignment.id, 'Again'),
    ).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  });

  it('corrects an arrival that was reported by mistake, only with a reason', async () => {
    const { incident } = await sent('R4');
    await status('R4', 6);
    const correct = { statusCode: 5, by: 'dispatcher' } as const;
    const context = as(dispatcher, 'setUnitStatus');
    expect(await desk.crews.setStatus(context, unit('R4'), correct)).toMatchObject({
      code: 'REASON_REQUIRED',
    });
    expect(
      await desk.crews.setStatus(context, unit('R4'), { ...correct, reason: 'Wrong button' }),
    ).toMatchObject({ ok: true, value: { statusCode: 5 } });
    const state = await stateOf(desk, unit('R4'), incident.id);
    expect(state.incident).toMatchObject({ state: 'assigned', firstArrivedAt: null });
    const events = await desk.eventLog.aboutIncident(incident.id, 100);
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['assignment.corrected', 'unit.status-corrected']),
    );
    expect(JSON.stringify(events)).not.toContain('Wrong button');
  });

  it('a crew on its way cannot just become free; at refreshments code 5 needs an order', async () => {
    expect(await status('R4', 2)).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    expect(await status('R3', 5)).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      details: { rule: 'NOT_ASSIGNED' },
    });
  });

  it('messages change nothing but are on record', async () => {
    const before = (await desk.units.byIds([unit('R3')]))[0];
    expect(await status('R3', 14)).toMatchObject({ ok: true, value: { statusCode: 2 } });
    const after = (await desk.units.byIds([unit('R3')]))[0];
    expect(after).toMatchObject({ statusCode: 2, statusSince: before?.statusSince });
    expect(after?.version).toBe((before?.version ?? 0) + 1);
  });

  it('an emergency on the way releases the order so that the call is offered again', async () => {
    const { incident } = await sent('R5');
    await status('R5', 5);
    expect(await status('R5', 0)).toMatchObject({
      ok: true,
      value: { emergency: true, statusCode: 0, assignmentId: null },
    });
    expect((await stateOf(desk, unit('R5'), incident.id)).incident.state).toBe('open');
    expect(await status('R5', 2)).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    const ended = { statusCode: 2, by: 'dispatcher', reason: 'Officer is safe' } as const;
    expect(
      await desk.crews.setStatus(as(dispatcher, 'setUnitStatus'), unit('R5'), ended),
    ).toMatchObject({ ok: true, value: { emergency: false, statusCode: 2 } });
  });

  it('closing releases every unit on the incident and needs a known result', async () => {
    const incident = await incidentAt(desk, [4, 4], { units: 2 });
    const both = [unit('R1'), unit('R3')];
    expect(
      await sendWithReason(desk, { actor: dispatcher, incidentId: incident.id }, both),
    ).toMatchObject({ ok: true });
    const close = (resultCode: string, expectedVersion?: number) =>
      desk.releasing.close(as(dispatcher, 'closeIncident'), incident.id, {
        resultCode,
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
      });
    expect(await close('NO_SUCH')).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await close('ADVICE', 1)).toMatchObject({ code: 'CONFLICT_VERSION' });
    expect(await close('ADVICE')).toMatchObject({ ok: true, value: { assignedUnitIds: [] } });
    expect(await close('ADVICE')).toMatchObject({ code: 'INCIDENT_CLOSED' });
    for (const view of await desk.units.byIds(both)) {
      expect(view).toMatchObject({ assignmentId: null, incidentId: null });
    }
    expect(
      await sendWithReason(desk, { actor: dispatcher, incidentId: incident.id }, both),
    ).toMatchObject({
      code: 'INCIDENT_CLOSED',
    });
  });

  it('logged no error', () => {
    expect(desk.logged).toEqual([]);
  });
});
