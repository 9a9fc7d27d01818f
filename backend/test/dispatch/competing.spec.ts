import { afterAll, beforeAll, expect, it } from 'vitest';
import { withDatabases } from '../support/with-databases.js';
import {
  account,
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

withDatabases('two dispatchers and one unit', (use) => {
  let desk: Desk;
  let ids: Map<string, string>;
  const dispatcher = user();
  const second = user();
  const unit = (callSign: string): string => ids.get(callSign) ?? '';
  const freeAll = (): Promise<void> => closeAll(desk, dispatcher);

  beforeAll(async () => {
    desk = await openDesk(use().database, use().clocks);
    ids = await station(desk, use().clocks, [
      { callSign: 'N1', at: [4, 4] },
      { callSign: 'N2', at: [4, 6] },
    ]);
    await account(desk, dispatcher, 'Dana First');
    await account(desk, second, 'Sam Second');
  });
  afterAll(() => desk.close());

  it('tells the loser who won, by name', async () => {
    const one = await incidentAt(desk, [4, 5]);
    const two = await incidentAt(desk, [4, 5]);
    expect(
      await sendWithReason(desk, { actor: dispatcher, incidentId: one.id }, [unit('N1')]),
    ).toMatchObject({
      ok: true,
    });
    const lost = await desk.winners.nameIn(
      await sendWithReason(desk, { actor: second, incidentId: two.id }, [unit('N1')]),
    );
    expect(lost).toMatchObject({
      code: 'UNIT_ALREADY_ASSIGNED',
      details: { callSign: 'N1', incidentNo: one.no, wonByName: 'Dana First' },
    });
    await freeAll();
  });

  it('sends all or none, unless partial is asked for', async () => {
    const one = await incidentAt(desk, [4, 5]);
    const two = await incidentAt(desk, [4, 5], { units: 2 });
    await sendWithReason(desk, { actor: dispatcher, incidentId: one.id }, [unit('N1')]);
    const both = [unit('N1'), unit('N2')];
    expect(await sendWithReason(desk, { actor: second, incidentId: two.id }, both)).toMatchObject({
      code: 'UNIT_ALREADY_ASSIGNED',
    });
    expect((await stateOf(desk, unit('N2'), two.id)).unit.assignmentId).toBeNull();
    const partly = await sendWithReason(desk, { actor: second, incidentId: two.id }, both, {
      partial: true,
    });
    if (!partly.ok) throw new Error(partly.code);
    expect(partly.value.assignments.map(({ unitId }) => unitId)).toEqual([unit('N2')]);
    expect(await desk.winners.nameAll(partly.value.refused)).toEqual([
      { unitId: unit('N1'), code: 'UNIT_ALREADY_ASSIGNED', wonByName: 'Dana First' },
    ]);
    await freeAll();
  });

  it('diverts a unit on its way to a lesser grade when asked to, and never from a scene', async () => {
    const lesser = await incidentAt(desk, [9, 9], { grade: 'P3' });
    const urgent = await incidentAt(desk, [4, 5], { grade: 'P1' });
    await sendWithReason(desk, { actor: dispatcher, incidentId: lesser.id }, [unit('N1')]);
    await desk.crews.setStatus(as(user(), 'deviceStatus'), unit('N1'), {
      statusCode: 5,
      by: 'crew',
    });
    expect(
      await sendWithReason(desk, { actor: second, incidentId: urgent.id }, [unit('N1')]),
    ).toMatchObject({
      code: 'UNIT_ALREADY_ASSIGNED',
    });
    const diverted = await sendWithReason(
      desk,
      { actor: second, incidentId: urgent.id },
      [unit('N1')],
      { divert: true },
    );
    expect(diverted).toMatchObject({ ok: true });
    const { unit: view, incident } = await stateOf(desk, unit('N1'), urgent.id);
    expect(view).toMatchObject({ incidentId: urgent.id, statusCode: 5 });
    expect(incident).toMatchObject({ state: 'assigned', assignedUnitIds: [unit('N1')] });
    expect((await desk.incidents.byIds([lesser.id]))[0]).toMatchObject({
      state: 'open',
      assignedUnitIds: [],
    });
    await desk.crews.setStatus(as(user(), 'deviceStatus'), unit('N1'), {
      statusCode: 5,
      by: 'crew',
    });
    await desk.crews.setStatus(as(user(), 'deviceStatus'), unit('N1'), {
      statusCode: 6,
      by: 'crew',
    });
    const third = await incidentAt(desk, [1, 1], { grade: 'P1' });
    expect(
      await sendWithReason(desk, { actor: second, incidentId: third.id }, [unit('N1')], {
        divert: true,
      }),
    ).toMatchObject({ code: 'UNIT_ALREADY_ASSIGNED' });
    await freeAll();
  });

  it('keeps a leased unit for its holder for ten seconds, and yields to a higher grade', async () => {
    const lesser = await incidentAt(desk, [4, 5], { grade: 'P2' });
    const urgent = await incidentAt(desk, [4, 5], { grade: 'P1' });
    const ask = (actor: typeof dispatcher, incidentId: string) =>
      desk.leases.take(actor, { incidentId, unitId: unit('N2') });
    expect(await ask(dispatcher, lesser.id)).toMatchObject({
      ok: true,
      value: { holderName: 'Dana First' },
    });
    expect(await ask(second, lesser.id)).toMatchObject({
      code: 'UNIT_LEASED',
      details: { holderName: 'Dana First' },
    });
    expect(
      await sendWithReason(desk, { actor: second, incidentId: lesser.id }, [unit('N2')]),
    ).toMatchObject({
      code: 'UNIT_LEASED',
      details: { wonById: dispatcher.id },
    });
    expect(await ask(second, urgent.id)).toMatchObject({ ok: true });
    expect(await ask(dispatcher, lesser.id)).toMatchObject({ code: 'UNIT_LEASED' });
    use().wall.advance(10_000);
    expect(await ask(dispatcher, lesser.id)).toMatchObject({ ok: true });
    await desk.leases.drop(dispatcher, unit('N2'));
    expect(await ask(second, lesser.id)).toMatchObject({ ok: true });
    expect(
      await sendWithReason(desk, { actor: second, incidentId: lesser.id }, [unit('N2')]),
    ).toMatchObject({ ok: true });
    const left = await use().database.on('read').rows('SELECT unit_id FROM unit_lease');
    expect(left).toEqual([]);
    await freeAll();
  });

  it('logged no error', () => {
    expect(desk.logged).toEqual([]);
  });
});
