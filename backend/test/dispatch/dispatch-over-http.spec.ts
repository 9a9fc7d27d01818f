import { beforeAll, expect, it } from 'vitest';
import { randomUUID } from 'node:crypto';
import type {
  AssignResult,
  AssignmentView,
  ContactResult,
  DeviceState,
  ErrorBody,
  IncidentView,
  LeaseView,
  PositionAck,
  Recommendation,
  ReplayResult,
  RosterResult,
  UnitView,
} from '@muster/contracts';
import { junction, smallMap } from '../support/small-map.js';
import { useApp, type TestClient } from '../support/test-app.js';
import { withDatabases } from '../support/with-databases.js';

withDatabases('dispatch over HTTP', (use) => {
  const app = useApp(use, { map: smallMap() });
  let dispatcher: TestClient & { readonly accountId: string };
  let other: TestClient & { readonly accountId: string };
  let unitId: string;
  let device: TestClient;

  beforeAll(async () => {
    dispatcher = await app().signedIn('dispatcher');
    other = await app().signedIn('supervisor');
    const integration = await app().signedIn('integration');
    const rostered = await integration.call<RosterResult>('importRoster', { body: roster() });
    unitId = rostered.body.units[0]?.id ?? '';
    device = await app().device(unitId, 'H1');
    const fixAt = use().clocks.op.now().toISOString();
    const fixes = [{ fixAt, seq: 1, ...junction(2, 2), accuracyM: 8 }];
    await device.call<PositionAck>('devicePositions', { body: { fixes } });
  });

  function roster() {
    const nowMs = use().clocks.op.nowMs();
    const officer = { displayName: 'Officer', driverLevel: 'response', driverExpiresAt: null };
    return {
      officers: [{ ...officer, collarNo: 'H1001', skills: [] }],
      units: [
        {
          callSign: 'H1',
          kind: 'response',
          areaCode: 'BW',
          crew: ['H1001'],
          shiftStartsAt: new Date(nowMs - 3_600_000).toISOString(),
          shiftEndsAt: new Date(nowMs + 7 * 3_600_000).toISOString(),
          statusCode: 2,
        },
      ],
    };
  }

  async function called(): Promise<IncidentView> {
    const reply = await dispatcher.call<ContactResult>('recordContact', {
      body: {
        channel: '999',
        narrative: 'Two men fighting',
        incident: {
          typeCode: 'ASSAULT',
          grade: 'P1',
          place: { kind: 'point', ...junction(6, 6) },
          requirement: { units: 1, skills: [], kinds: [] },
        },
      },
    });
    expect(reply.status).toBe(201);
    if (!reply.body.incident) throw new Error('no incident');
    return reply.body.incident;
  }

  /** The ranking once the node has caught up with what was committed before. */
  async function offered(incidentId: string): Promise<Recommendation> {
    await app().muster.parts.eventTail.catchUp();
    const reply = await dispatcher.call<Recommendation>('recommend', {
      params: { id: incidentId },
    });
    expect(reply.status).toBe(200);
    return reply.body;
  }

  it('takes a call to its end: ranked, held, sent, accepted, arrived, closed', async () => {
    const incident = await called();
    const ranking = await offered(incident.id);
    expect(ranking.candidates[0]).toMatchObject({ callSign: 'H1', rank: 1, estimate: false });
    const replay = await other.call<ReplayResult>('replay', { params: { id: ranking.id } });
    expect(replay.body).toMatchObject({ identical: true, differences: [] });
    const lease = await dispatcher.call<LeaseView>('takeLease', {
      body: { incidentId: incident.id, unitId },
    });
    expect(lease.body).toMatchObject({ unitId, holderName: 'Test' });
    const sent = await dispatcher.call<AssignResult>('assignUnits', {
      body: { incidentId: incident.id, unitIds: [unitId], recommendationId: ranking.id },
    });
    expect(sent.status).toBe(201);
    const assignment = sent.body.assignments[0];
    const state = await device.call<DeviceState>('deviceState');
    expect(state.body.orders[0]).toMatchObject({
      assignmentId: assignment?.id,
      narrative: 'Two men fighting',
    });
    const params = { id: assignment?.id ?? '' };
    const version = state.body.orders[0]?.version;
    const receipt = { version, state: 'received' };
    expect((await device.call('deviceReceipt', { params, body: receipt })).status).toBe(200);
    const accept = { version, answer: 'accept' };
    const accepted = await device.call<AssignmentView>('deviceAnswer', { params, body: accept });
    expect(accepted.body).toMatchObject({ state: 'en_route', delivery: 'answered' });
    const there = await device.call<UnitView>('deviceStatus', { body: { statusCode: 6 } });
    expect(there.body).toMatchObject({ base: 'on_scene' });
    const closed = await dispatcher.call<IncidentView>('closeIncident', {
      params: { id: incident.id },
      body: { resultCode: 'ADVICE', note: 'Parted' },
    });
    expect(closed.body).toMatchObject({ state: 'closed', assignedUnitIds: [] });
  });

  it('answers the loser with who won, and what is not possible with a code', async () => {
    const one = await called();
    const two = await called();
    const body = { unitIds: [unitId], recommendationId: null, overrideReason: 'Near' };
    const won = await dispatcher.call<AssignResult>('assignUnits', {
      body: { ...body, incidentId: one.id },
    });
    expect(won.status).toBe(201);
    const lost = await other.call<ErrorBody>('assignUnits', {
      body: { ...body, incidentId: two.id },
    });
    expect(lost.status).toBe(409);
    expect(lost.body).toMatchObject({
      code: 'UNIT_ALREADY_ASSIGNED',
      details: { callSign: 'H1', incidentNo: one.no, wonByName: 'Test' },
    });
    const noReason = await other.call<ErrorBody>('assignUnits', {
      body: { unitIds: [unitId], recommendationId: null, incidentId: two.id },
    });
    expect([noReason.status, noReason.body.code]).toEqual([422, 'REASON_REQUIRED']);
    const unknown = await other.call<ErrorBody>('assignUnits', {
      body: { ...body, unitIds: [randomUUID()], incidentId: two.id },
    });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'UNIT_UNKNOWN']);
    const wrongCode = await device.call<ErrorBody>('deviceStatus', { body: { statusCode: 3 } });
    expect([wrongCode.status, wrongCode.body.code]).toEqual([409, 'ILLEGAL_TRANSITION']);
    const off = await dispatcher.call<AssignmentView>('standDown', {
      params: { id: won.body.assignments[0]?.id ?? '' },
      body: { reason: 'Not needed' },
    });
    expect(off.body).toMatchObject({ state: 'released', releaseReason: 'stood_down' });
    const set = await dispatcher.call<UnitView>('setUnitStatus', {
      params: { id: unitId },
      body: { statusCode: 4 },
    });
    expect(set.body).toMatchObject({ base: 'refreshments' });
    const dropped = await dispatcher.call('dropLease', { params: { unitId } });
    expect(dropped.status).toBe(204);
  });

  it('logged nothing', () => {
    expect(app().logged).toEqual([]);
  });
});
