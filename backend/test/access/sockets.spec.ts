import { once } from 'node:events';
import { expect, it } from 'vitest';
import { DEVICE_NAMESPACE } from '@muster/contracts';
import type { ErrorBody } from '@muster/contracts';
import type { Socket } from 'socket.io-client';
import { DevicesService } from '../../src/access/devices.service.js';
import { AccessWatch } from '../../src/access/access-watch.service.js';
import { SocketRegistry } from '../../src/platform/sockets/socket-registry.js';
import { PlantedGateway, PlantedModule } from '../support/planted-handlers.js';
import { useApp } from '../support/test-app.js';
import { withDatabases } from '../support/with-databases.js';

/** 'connected', or the code with which the socket was refused. */
function outcomeOf(socket: Socket): Promise<string> {
  if (socket.connected) return Promise.resolve('connected');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error) => {
      const { data, message } = error as Error & { data?: ErrorBody };
      resolve(data?.code ?? message);
    });
  });
}

function disconnected(socket: Socket): Promise<unknown> {
  return socket.connected ? once(socket as never, 'disconnect') : Promise.resolve();
}

const UNIT = '018f3c1e-7a3b-4c2d-9e5f-0a1b2c3d4e5f';

withDatabases('sockets', (use) => {
  const app = useApp(use, { modules: [PlantedModule], env: { MUSTER_SOCKETS_PER_PRINCIPAL: '3' } });
  const gateway = () => app().muster.app.get(PlantedGateway, { strict: false });

  it('never reach a gateway without a ticket that holds', async () => {
    const before = gateway().connections;
    const user = await app().signedIn('dispatcher');
    const late = await user.ticket();
    use().wall.advance(30_001);
    const used = await user.ticket();
    const first = app().socket(used);
    expect(await outcomeOf(first)).toBe('connected');
    const revoked = await user.ticket();
    await user.call('signOut');
    const tickets = [undefined, '', 'x'.repeat(43), 'x'.repeat(5000), late, used, revoked];
    const refused = await Promise.all(tickets.map((ticket) => outcomeOf(app().socket(ticket))));
    expect(refused).toEqual(tickets.map(() => 'TICKET_INVALID'));
    const odd = app().socket(undefined);
    odd.auth = { ticket: { $ne: null } };
    expect(await outcomeOf(odd)).toBe('TICKET_INVALID');
    expect(gateway().connections).toBe(before + 1);
  });

  it('cannot use the namespace without a name, nor that of the other kind', async () => {
    const user = await app().signedIn('dispatcher');
    expect(await outcomeOf(app().socket(await user.ticket(), '/'))).toBe('TICKET_INVALID');
    expect(await outcomeOf(app().socket(await user.ticket(), DEVICE_NAMESPACE))).not.toBe(
      'connected',
    );
    const device = await app().device(UNIT, 'KA21');
    expect(await outcomeOf(app().socket(await device.ticket()))).toBe('TICKET_INVALID');
  });

  it('are for roles that have something to receive', async () => {
    const steward = await app().signedIn('data_steward');
    expect(await outcomeOf(app().socket(await steward.ticket()))).toBe('FORBIDDEN');
  });

  it('of two that come with one ticket at once admit one', async () => {
    const user = await app().signedIn('dispatcher');
    const ticket = await user.ticket();
    const outcomes = await Promise.all(
      [ticket, ticket, ticket].map((same) => outcomeOf(app().socket(same))),
    );
    expect(outcomes.filter((outcome) => outcome === 'connected')).toHaveLength(1);
  });

  it('have a limit for each user, and a closed one makes room', async () => {
    const user = await app().signedIn('dispatcher');
    const open = [];
    for (let n = 0; n < 3; n += 1) open.push(app().socket(await user.ticket()));
    expect(await Promise.all(open.map(outcomeOf))).toEqual(['connected', 'connected', 'connected']);
    expect(await outcomeOf(app().socket(await user.ticket()))).toBe('RATE_LIMITED');
    const registry = app().muster.app.get(SocketRegistry, { strict: false });
    const size = registry.size;
    open[0]?.disconnect();
    await expect.poll(() => registry.size).toBe(size - 1);
    expect(await outcomeOf(app().socket(await user.ticket()))).toBe('connected');
  });

  it('refuse other origins before anything is read', async () => {
    const user = await app().signedIn('dispatcher');
    const socket = app().socket(await user.ticket());
    socket.disconnect();
    socket.io.opts.extraHeaders = { origin: 'https://elsewhere.example' };
    socket.connect();
    expect(await outcomeOf(socket)).not.toBe('connected');
  });

  it('are cut by sign-out, by a lock and by a new password elsewhere', async () => {
    const admin = await app().signedIn('sysadmin');
    const [leaving, locked] = [
      await app().signedIn('dispatcher'),
      await app().signedIn('dispatcher'),
    ];
    const sockets = [app().socket(await leaving.ticket()), app().socket(await locked.ticket())];
    expect(await Promise.all(sockets.map(outcomeOf))).toEqual(['connected', 'connected']);
    await leaving.call('signOut');
    await admin.call('lockUser', { params: { id: locked.accountId } });
    await Promise.all(sockets.map(disconnected));
    expect((await locked.call('session')).status).toBe(401);
  });

  it('are cut when their session has expired, and keep an idle one alive until then', async () => {
    const user = await app().signedIn('dispatcher');
    const socket = app().socket(await user.ticket());
    expect(await outcomeOf(socket)).toBe('connected');
    const watch = app().muster.app.get(AccessWatch, { strict: false });
    use().wall.advance(50 * 60_000);
    await watch.look();
    use().wall.advance(9 * 60_000);
    expect((await user.call('session')).status).toBe(200);
    expect(socket.connected).toBe(true);
    use().wall.advance(2 * 60_000);
    await watch.look();
    await disconnected(socket);
  });

  it('of a device end with its revocation, and its token with them', async () => {
    const admin = await app().signedIn('sysadmin');
    const device = await app().device(UNIT, 'KA22');
    expect((await device.call('deviceTicket')).status).toBe(200);
    const ticket = await device.ticket();
    expect((await admin.call('revokeDevice', { params: { id: device.deviceId } })).status).toBe(
      204,
    );
    await app().muster.parts.eventTail.catchUp();
    expect((await device.call('deviceTicket')).status).toBe(401);
    expect(await outcomeOf(app().socket(ticket, DEVICE_NAMESPACE))).not.toBe('connected');
    const unknown = await admin.call('revokeDevice', { params: { id: UNIT } });
    expect(unknown.body.code).toBe('NOT_FOUND');
  });

  it('answer a bad message and a bug by a nack that repeats nothing', async () => {
    const user = await app().signedIn('dispatcher');
    const socket = app().socket(await user.ticket());
    const bad = [
      { incidentIds: ['Ann Person'] },
      { incidentIds: [], 'Ann Person': 1 },
      'Ann Person',
      null,
      [1, 2],
    ];
    for (const body of bad) {
      const nack: unknown = await socket.emitWithAck('watch', body);
      expect(nack).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
      expect(JSON.stringify(nack)).not.toContain('Ann Person');
    }
    const bug: unknown = await socket.emitWithAck('viewport', 'Ann Person');
    expect(bug).toEqual({
      ok: false,
      error: { code: 'INTERNAL', message: expect.any(String) as string },
    });
    expect(await socket.emitWithAck('watch', { incidentIds: [] })).toEqual({
      ok: true,
      value: null,
    });
    expect(app().logged.some((line) => line.includes('"scope":"sockets"'))).toBe(true);
  });

  it('drop a client whose message is larger than 64 kB', async () => {
    const user = await app().signedIn('dispatcher');
    const socket = app().socket(await user.ticket());
    expect(await outcomeOf(socket)).toBe('connected');
    socket.emit('watch', 'x'.repeat(70 * 1024));
    await disconnected(socket);
  });

  it('give a repeated enrolment the same devices with tokens that work', async () => {
    const devices = app().muster.app.get(DevicesService, { strict: false });
    const actor = { kind: 'user', id: UNIT } as const;
    const context = {
      actor,
      command: 'enrolDevices',
      idempotency: { key: 'enrol-0001', bodyHash: 'h' },
    };
    const units = [{ unitId: UNIT, callSign: 'KA23' }];
    const first = await devices.enrol(context, units);
    const again = await devices.enrol(context, units);
    if (!first.ok || !again.ok) throw new Error('not enrolled');
    expect(again.value[0]?.deviceId).toBe(first.value[0]?.deviceId);
    expect(await devices.byToken(first.value[0]?.token ?? '')).toBeUndefined();
    expect(await devices.byToken(again.value[0]?.token ?? '')).toMatchObject({ unitId: UNIT });
    const stored = await use().database.on('read').rows<object>('SELECT * FROM idempotency');
    expect(JSON.stringify(stored)).not.toContain(again.value[0]?.token);
  });
});
