import { once } from 'node:events';
import { beforeAll, expect, it, vi } from 'vitest';
import { DEVICE_NAMESPACE } from '@muster/contracts';
import type { DeviceState, EnrolledDevices, UnitView } from '@muster/contracts';
import type { Socket } from 'socket.io-client';
import { DeviceStateService } from '../../src/device/device-state.service.js';
import { FakeTimers } from '../../src/platform/clocks/timers.js';
import { eventually } from '../journey/console-view.js';
import { rosterOf } from '../journey/roster.js';
import { junction, smallMap } from '../support/small-map.js';
import { useApp, type TestClient } from '../support/test-app.js';
import { withDatabases } from '../support/with-databases.js';

withDatabases('devices', (use) => {
  const timers = new FakeTimers();
  const app = useApp(use, { map: smallMap(), timers });
  let dispatcher: TestClient;
  let crew: TestClient;
  let unitId = '';

  beforeAll(async () => {
    dispatcher = await app().signedIn('dispatcher', 'integration');
    await dispatcher.call('importRoster', { body: rosterOf(use().clocks, ['KA21']) });
    const { body } = await dispatcher.call<EnrolledDevices>('enrolDevices', {
      body: { callSigns: ['KA21'] },
    });
    crew = Object.assign(app().client(), { token: body.devices[0]?.token });
    unitId = body.devices[0]?.unitId ?? '';
  });

  async function connect(): Promise<{ socket: Socket; states: DeviceState[] }> {
    const socket = app().socket(await crew.ticket(), DEVICE_NAMESPACE);
    const states: DeviceState[] = [];
    socket.on('state', (state: DeviceState) => states.push(state));
    await once(socket as never, 'connect');
    return { socket, states };
  }

  const setStatus = async (statusCode: number): Promise<number> => {
    const answer = await dispatcher.call<UnitView>('setUnitStatus', {
      params: { id: unitId },
      body: { statusCode, reason: 'Corrected' },
    });
    expect(answer.status).toBe(200);
    return answer.body.version;
  };

  it('are told their own state on connection and after each change', async () => {
    const { socket, states } = await connect();
    await eventually(() => states.at(-1)?.unit.callSign).toBe('KA21');
    const version = await setStatus(8);
    await eventually(() => states.at(-1)?.unit.version).toBe(version);
    socket.disconnect();
  });

  it('that were owed their state while it could not be read get it at the next round', async () => {
    const service = app().muster.app.get(DeviceStateService, { strict: false });
    const failing = vi.spyOn(service, 'read').mockRejectedValueOnce(new Error('planted'));
    const { socket, states } = await connect();
    await eventually(() => app().logged.join()).toContain('sending failed');
    expect(states).toEqual([]);
    timers.fire();
    await eventually(() => states.length).toBe(1);
    failing.mockRestore();
    socket.disconnect();
  });

  it('never get an older state after a newer one when readings overtake each other', async () => {
    const { socket, states } = await connect();
    await eventually(() => states.length).toBe(1);
    const service = app().muster.app.get(DeviceStateService, { strict: false });
    const read = service.read.bind(service);
    let release = (): void => undefined;
    const spied = vi.spyOn(service, 'read').mockImplementationOnce(async (id) => {
      const early = await read(id);
      await new Promise<void>((resolve) => (release = resolve));
      return early;
    });
    await setStatus(3);
    await eventually(() => spied.mock.calls.length).toBe(1);
    const version = await setStatus(2);
    await eventually(() => states.at(-1)?.unit.version).toBe(version);
    release();
    await setStatus(8);
    await eventually(() => states.at(-1)?.unit.statusCode).toBe(8);
    const versions = states.map(({ unit }) => unit.version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    spied.mockRestore();
    socket.disconnect();
  });

  it('that flood are told to wait; nothing of it is stored', async () => {
    const stored = async () =>
      (
        await use()
          .database.on('read')
          .row<{ n: number }>('SELECT count(*)::int AS n FROM position')
      )?.n ?? 0;
    const { socket } = await connect();
    const before = await stored();
    const fixAt = use().clocks.op.now().toISOString();
    const send = (seq: number): Promise<{ ok: boolean; error?: { code: string } }> =>
      socket.emitWithAck('positions', { fixes: [{ fixAt, seq, ...junction(1, 1) }] });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, seq) => send(seq)));
    const refused = answers.filter(({ ok }) => !ok);
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map(({ error }) => error?.code))).toEqual(new Set(['RATE_LIMITED']));
    expect(await stored()).toBe(before + 60 - refused.length);
    const byHttp = await crew.call('devicePositions', {
      body: { fixes: [{ fixAt, seq: 99, ...junction(1, 1) }] },
    });
    expect([byHttp.status, byHttp.body.code]).toEqual([429, 'RATE_LIMITED']);
    expect(byHttp.headers.get('retry-after')).toBe('1');
    socket.disconnect();
  });
});
