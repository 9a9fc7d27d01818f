import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEVICE_NAMESPACE } from '@muster/contracts';
import type {
  AssignmentOrder,
  AssignResult,
  ContactResult,
  DeviceState,
  EnrolledDevices,
  PositionAck,
  PositionFix,
  Recommendation,
  UnitView,
} from '@muster/contracts';
import type { Socket } from 'socket.io-client';
import { FakeTimers } from '../../src/platform/clocks/timers.js';
import { ConsoleView, eventually, expectAgreement } from './console-view.js';
import { rosterOf } from './roster.js';
import { junction, smallMap } from '../support/small-map.js';
import { startApp, type TestApp, type TestClient } from '../support/test-app.js';
import { withDatabases } from '../support/with-databases.js';

const NARRATIVE = 'A man with a bat at the door';

withDatabases('a call from the first ring to its result', (use) => {
  const timers = new FakeTimers();
  let app: TestApp;
  let dispatcher: TestClient;
  let view: ConsoleView;
  const devices = new Map<string, EnrolledDevices['devices'][number]>();
  const orders: AssignmentOrder[] = [];
  const states: DeviceState[] = [];
  let crew: TestClient;
  let crewSocket: Socket;
  let incidentId = '';
  let seqOfFix = 0;

  beforeAll(async () => {
    app = await startApp(use(), { map: smallMap(), timers });
    dispatcher = await app.signedIn('dispatcher', 'integration');
    view = new ConsoleView();
    await view.attach(app.socket(await dispatcher.ticket()));
  });
  afterAll(() => app.close());

  const agree = (): Promise<void> =>
    expectAgreement(view, { app, context: use(), beat: () => timers.fire() });

  const fixAt = (row: number, column: number): PositionFix => ({
    fixAt: use().clocks.op.now().toISOString(),
    seq: (seqOfFix += 1),
    ...junction(row, column),
    accuracyM: 8,
  });

  const unitOf = (callSign: string): UnitView => {
    const found = [...view.held.values()].find(
      (change) => change.kind === 'unit' && change.view.callSign === callSign,
    );
    if (found?.kind !== 'unit') throw new Error(`${callSign} is not on the board`);
    return found.view;
  };

  const stateOf = (kind: 'incident' | 'assignment', id: string): string | undefined => {
    const change = view.held.get(`${kind}:${id}`);
    return change && 'state' in change.view ? change.view.state : undefined;
  };

  const orderOf = (callSigns: readonly Recommendation[]): string =>
    (callSigns.at(-1)?.candidates ?? []).map(({ callSign }) => callSign).join(' ');

  it('begins with units, crews and devices', async () => {
    const roster = rosterOf(use().clocks, ['NEAR1', 'FAR2', 'OFF3']);
    const body = {
      ...roster,
      units: roster.units.map((unit) =>
        unit.callSign === 'OFF3' ? { ...unit, statusCode: 11 } : unit,
      ),
    };
    expect((await dispatcher.call('importRoster', { body })).status).toBe(200);
    const enrolled = await dispatcher.call<EnrolledDevices>('enrolDevices', {
      body: { callSigns: ['NEAR1', 'FAR2', 'OFF3'] },
    });
    expect(enrolled.status).toBe(201);
    for (const device of enrolled.body.devices) devices.set(device.callSign, device);
    await agree();
    expect(unitOf('NEAR1')).toMatchObject({ statusCode: 2, crewSize: 1 });
  });

  it('takes positions by socket and by HTTP at once after enrolment', async () => {
    crew = app.client();
    crew.token = devices.get('NEAR1')?.token;
    crewSocket = app.socket(await crew.ticket(), DEVICE_NAMESPACE);
    crewSocket.on('state', (state: DeviceState) => states.push(state));
    crewSocket.on('order', (order: AssignmentOrder) => orders.push(order));
    await once(crewSocket as never, 'connect');
    const bySocket = (await crewSocket.emitWithAck('positions', {
      fixes: [fixAt(0, 3)],
    })) as PositionAck;
    expect(bySocket).toMatchObject({ ok: true, accepted: 1, refused: [] });
    const other = app.client();
    other.token = devices.get('FAR2')?.token;
    const byHttp = await other.call<PositionAck>('devicePositions', {
      body: { fixes: [fixAt(6, 6)] },
    });
    expect(byHttp).toMatchObject({ status: 200, body: { accepted: 1 } });
    await eventually(() => states.at(-1)?.unit.callSign).toBe('NEAR1');
    const second = new ConsoleView();
    await eventually(async () => {
      await second.attach(app.socket(await dispatcher.ticket()));
      return second.positions.length;
    }).toBe(2);
  });

  it('answers 201 after the call is in the database, and alarms for a P1', async () => {
    const taken = await dispatcher.call<ContactResult>('recordContact', {
      body: {
        channel: '999',
        narrative: NARRATIVE,
        incident: {
          typeCode: 'ASSAULT',
          grade: 'P1',
          gradeReason: 'In progress',
          place: { kind: 'text', text: '1 Row 0 Street' },
          requirement: { units: 1, skills: [], kinds: [] },
        },
      },
    });
    expect(taken.status).toBe(201);
    incidentId = taken.body.incident?.id ?? '';
    const row = await use()
      .database.on('read')
      .row('SELECT 1 AS found FROM contact WHERE incident_id = $1', [incidentId]);
    expect(row).toEqual({ found: 1 });
    await agree();
    expect(stateOf('incident', incidentId)).toBe('open');
    expect(view.alarms).toMatchObject([{ kind: 'NEW_P1', incidentId }]);
  });

  it('ranks again for a console that watches when a unit moves and the order changes', async () => {
    await view.watch(incidentId);
    await eventually(() => orderOf(view.recommendations)).toBe('NEAR1 FAR2');
    expect(view.recommendations.at(-1)?.method).toBe('road');
    // half a minute at a lawful speed
    for (const column of [5, 4, 3, 2, 1]) {
      use().wall.advance(20_000);
      const fixes = [fixAt(0, column + 3)];
      const moved = (await crewSocket.emitWithAck('positions', { fixes })) as PositionAck;
      expect(moved).toMatchObject({ accepted: 1, refused: [] });
      const other = app.client();
      other.token = devices.get('FAR2')?.token;
      const body = { fixes: [fixAt(column, column)] };
      expect((await other.call('devicePositions', { body })).body).toMatchObject({ accepted: 1 });
    }
    await eventually(() => {
      timers.fire();
      return orderOf(view.recommendations);
    }).toBe('FAR2 NEAR1');
    await agree();
  });

  it('sends the unit a dispatcher chose, and its device the order until the receipt', async () => {
    const assigned = await dispatcher.call<AssignResult>('assignUnits', {
      body: {
        incidentId,
        unitIds: [devices.get('NEAR1')?.unitId],
        recommendationId: view.recommendations.at(-1)?.id,
        overrideReason: 'Knows the address',
      },
    });
    expect(assigned.status).toBe(201);
    const id = assigned.body.assignments[0]?.id ?? '';
    await eventually(() => orders.length).toBeGreaterThan(0);
    expect(orders[0]).toMatchObject({ assignmentId: id, version: 1, narrative: NARRATIVE });
    for (let times = 0; times < 2; times += 1) {
      const before = orders.length;
      timers.fire();
      await eventually(() => orders.length).toBeGreaterThan(before);
    }
    await agree();
    expect(stateOf('assignment', id)).toBe('dispatched');
    const receipt = await crew.call('deviceReceipt', {
      params: { id },
      body: { version: 1, state: 'received' },
    });
    expect(receipt).toMatchObject({ status: 200, body: { delivery: 'received' } });
    await agree();
    const after = orders.length;
    timers.fire();
    await agree();
    expect(orders).toHaveLength(after);
  });

  it('follows the crew as it accepts, arrives and clears', async () => {
    const id = orders[0]?.assignmentId ?? '';
    const accepted = await crew.call('deviceAnswer', {
      params: { id },
      body: { version: 1, answer: 'accept' },
    });
    expect(accepted).toMatchObject({ status: 200, body: { state: 'en_route' } });
    await agree();
    expect(unitOf('NEAR1')).toMatchObject({ statusCode: 5, incidentId, assignmentId: id });
    expect(stateOf('incident', incidentId)).toBe('assigned');
    use().wall.advance(60_000);
    await crew.call('deviceStatus', { body: { statusCode: 6 } });
    await agree();
    expect(stateOf('assignment', id)).toBe('on_scene');
    expect(stateOf('incident', incidentId)).toBe('on_scene');
    await crew.call('deviceStatus', { body: { statusCode: 2 } });
    await agree();
    expect(stateOf('assignment', id)).toBeUndefined();
    expect(unitOf('NEAR1')).toMatchObject({ statusCode: 2, assignmentId: null });
    await eventually(() => states.at(-1)?.orders).toEqual([]);
  });

  it('alarms for an officer in danger', async () => {
    await crew.call('deviceStatus', { body: { statusCode: 0 } });
    await agree();
    expect(view.alarms.at(-1)).toMatchObject({
      kind: 'EMERGENCY',
      unitId: devices.get('NEAR1')?.unitId,
    });
    const calmed = await dispatcher.call('setUnitStatus', {
      params: { id: devices.get('NEAR1')?.unitId ?? '' },
      body: { statusCode: 2, reason: 'Officer safe' },
    });
    expect(calmed.status).toBe(200);
    await agree();
  });

  it('closes with a result, and the incident leaves every console', async () => {
    const closed = await dispatcher.call('closeIncident', {
      params: { id: incidentId },
      body: { resultCode: 'ADVICE' },
    });
    expect(closed.status).toBe(200);
    await agree();
    expect(stateOf('incident', incidentId)).toBeUndefined();
  });

  it('needed neither a gap nor a second snapshot on the way', () => {
    view.frames.reduce((prev, frame) => {
      if (prev >= 0) expect(frame.prev).toBe(prev);
      return frame.seq;
    }, -1);
    expect({ gaps: view.gaps, snapshots: view.snapshots }).toEqual({ gaps: 0, snapshots: 1 });
    expect(app.logged).toEqual([]);
  });

  it('was measured on its way', async () => {
    const { text } = await app.client().send('GET', '/metrics');
    for (const name of [
      'muster_fix_to_picture_seconds',
      'muster_fact_to_frame_seconds',
      'muster_live_ranking_seconds',
      'muster_delivery_seconds',
    ]) {
      const count = new RegExp(`^${name}_count (\\d+)$`, 'm').exec(text)?.[1];
      expect(Number(count), name).toBeGreaterThan(0);
    }
    expect(text).toMatch(/^muster_http_request_seconds_count\{[^}]*contacts[^}]*\} 1$/m);
    expect(text).toMatch(/^muster_positions_waiting 0$/m);
    expect(text).toMatch(/^muster_positions\{outcome="accepted"\} 12$/m);
  });

  it('is the same after a restart: scope, positions and ranking order', async () => {
    const open = await dispatcher.call<ContactResult>('recordContact', {
      body: {
        channel: '101',
        narrative: 'Noise',
        incident: { typeCode: 'ASB', grade: 'P3', place: { kind: 'point', ...junction(0, 0) } },
      },
    });
    expect(open.status).toBe(201);
    await agree();
    const before = view.hash();
    const place = (found: ConsoleView) =>
      found.positions
        .map(({ unitId, position }) => ({ unitId, position }))
        .sort((a, b) => a.unitId.localeCompare(b.unitId));
    const last = new ConsoleView();
    await last.attach(app.socket(await dispatcher.ticket()));
    const { cookie } = dispatcher;
    await app.close();
    app = await startApp(use(), { map: smallMap(), timers });
    dispatcher = app.client();
    dispatcher.cookie = cookie;
    view = new ConsoleView();
    await view.attach(app.socket(await dispatcher.ticket()));
    expect(view.hash()).toBe(before);
    await agree();
    expect(place(view)).toEqual(place(last));
    expect(place(view)).toHaveLength(2);
    await view.watch(open.body.incident?.id ?? '');
    await eventually(() => orderOf(view.recommendations)).toBe('FAR2 NEAR1');
  });
});
