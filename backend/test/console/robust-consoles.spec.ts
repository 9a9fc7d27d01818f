import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { CONSOLE_NAMESPACE } from '@muster/contracts';
import type { ContactResult, RosterResult, SocketReply } from '@muster/contracts';
import type { Namespace } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { MOST_WAITING } from '../../src/console/backlog.js';
import { ConsoleFeedService } from '../../src/console/console-feed.service.js';
import { ConsoleGateway } from '../../src/console/console.gateway.js';
import { DispatchService } from '../../src/dispatch/dispatch.service.js';
import { FakeTimers } from '../../src/platform/clocks/timers.js';
import { EventLog, raiseEpoch } from '../../src/platform/events/event-log.js';
import { ConsoleView, eventually, expectAgreement } from '../journey/console-view.js';
import { rosterOf } from '../journey/roster.js';
import { junction, smallMap } from '../support/small-map.js';
import { useApp, type TestClient } from '../support/test-app.js';
import { withDatabases } from '../support/with-databases.js';

/** Enough units for a frame of some hundred kilobytes. */
const CALL_SIGNS = Array.from({ length: 500 }, (_, n) => `Z${n}A`);

withDatabases('consoles', (use) => {
  const timers = new FakeTimers();
  const app = useApp(use, {
    map: smallMap(),
    timers,
    env: { MUSTER_SOCKETS_PER_PRINCIPAL: '50', MUSTER_BODY_LIMIT_KB: '1024' },
  });
  let dispatcher: TestClient;
  let incidentId = '';

  beforeAll(async () => {
    dispatcher = await app().signedIn('dispatcher', 'integration');
    const { body } = await dispatcher.call<ContactResult>('recordContact', {
      body: {
        channel: '999',
        narrative: 'Noise',
        incident: { typeCode: 'ASB', grade: 'P3', place: { kind: 'point', ...junction(1, 1) } },
      },
    });
    incidentId = body.incident?.id ?? '';
  });
  afterEach(() => void vi.restoreAllMocks());

  const open = async (): Promise<Socket> => app().socket(await dispatcher.ticket());

  async function openView(): Promise<{ view: ConsoleView; socket: Socket }> {
    const [view, socket] = [new ConsoleView(), await open()];
    await view.attach(socket);
    return { view, socket };
  }

  const agree = (view: ConsoleView) =>
    expectAgreement(view, { app: app(), context: use(), beat: () => timers.fire() });

  function connectionOf(socket: Socket) {
    const gateway = app().muster.app.get(ConsoleGateway, { strict: false });
    const { server } = gateway as unknown as { server: Namespace };
    expect(server.name).toBe(CONSOLE_NAMESPACE);
    return server.sockets.get(socket.id ?? '')?.conn as unknown as
      { writeBuffer: unknown[]; readyState: string } | undefined;
  }

  it('that stop reading are cut before they fill the memory; the others notice nothing', async () => {
    const { view: reading } = await openView();
    const { view: frozen, socket } = await openView();
    const connection = connectionOf(socket);
    // the operating system takes some megabytes before anything waits here
    const { ws } = socket.io.engine.transport as unknown as { ws: { _socket: NodeJS.Socket } };
    ws._socket.pause();
    for (let times = 0; connection?.writeBuffer.length === 0; times += 1) {
      expect(times).toBeLessThan(200);
      const body = rosterOf(use().clocks, CALL_SIGNS);
      expect((await dispatcher.call<RosterResult>('importRoster', { body })).status).toBe(200);
      await app().muster.app.get(ConsoleFeedService, { strict: false }).catchUp();
    }
    let most = 0;
    for (let beats = 0; connection?.readyState === 'open'; beats += 1) {
      expect(beats).toBeLessThan(2 * MOST_WAITING);
      timers.fire();
      most = Math.max(most, connection.writeBuffer.length);
    }
    expect(most).toBeLessThanOrEqual(MOST_WAITING + 2);
    expect(connection?.readyState).toBe('closed');
    expect(connectionOf(socket)).toBeUndefined();
    await agree(reading);
    expect(reading).toMatchObject({ gaps: 0, snapshots: 1 });
    expect(app().logged.filter((line) => line.includes('frozen consoles cut'))).toHaveLength(1);
    socket.disconnect();
    await frozen.attach(await open());
    await agree(frozen);
  });

  it('get their rankings at the next round when one failed, and the failure is logged', async () => {
    const { view } = await openView();
    await view.watch(incidentId);
    const before = view.recommendations.length;
    const dispatch = app().muster.app.get(DispatchService, { strict: false });
    vi.spyOn(dispatch, 'liveRecommendation').mockRejectedValueOnce(new Error('planted'));
    use().wall.advance(10_000);
    timers.fire();
    await eventually(() => app().logged.join()).toContain('ranking failed');
    expect(view.recommendations).toHaveLength(before);
    await eventually(() => {
      timers.fire();
      return view.recommendations.length;
    }).toBe(before + 1);
  });

  it('see a watched incident ranked again when it is graded otherwise', async () => {
    const { view } = await openView();
    await view.watch(incidentId);
    const graded = await dispatcher.call('gradeIncident', {
      params: { id: incidentId },
      body: { grade: 'P1', reason: 'A knife was seen' },
    });
    const { version } = graded.body as unknown as { version: number };
    await eventually(() => {
      timers.fire();
      return view.recommendations.at(-1)?.incidentVersion;
    }).toBe(version);
  });

  it('may ask so much and no more in a second', async () => {
    const socket = await open();
    const ask = async (event: string, body: object): Promise<string> => {
      const answer = (await socket.emitWithAck(event, body)) as SocketReply<unknown>;
      return answer.ok ? 'ok' : answer.error.code;
    };
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => ask('resync', { epoch: 0, seq: 0 })),
    );
    expect(answers.filter((answer) => answer === 'ok').length).toBeLessThan(30);
    expect(new Set(answers)).toEqual(new Set(['ok', 'RATE_LIMITED']));
  });

  it('hear of a read that failed by readiness, and miss nothing when it works again', async () => {
    const { view } = await openView();
    const eventLog = app().muster.app.get(EventLog, { strict: false });
    vi.spyOn(eventLog, 'snapshot').mockRejectedValueOnce(new Error('planted'));
    const noted = await dispatcher.call('noteIncident', {
      params: { id: incidentId },
      body: { text: 'Second caller' },
    });
    expect(noted.status).toBe(200);
    const ready = () => app().client().send('GET', '/health/ready');
    await eventually(async () => (await ready()).body.details?.['failing']).toBe('live-state');
    await agree(view);
    expect(view).toMatchObject({ gaps: 0, snapshots: 1 });
    expect((await ready()).status).toBe(200);
    expect(app().logged.join()).toContain('facts could not be read');
  });

  it('start again from a snapshot when a standby has taken over', async () => {
    const { view } = await openView();
    await raiseEpoch(use().database);
    await eventually(() => {
      timers.fire();
      return view.snapshots;
    }).toBe(2);
    await agree(view);
  });
});
