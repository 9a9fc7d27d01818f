import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { DEVICE_NAMESPACE, ERROR_TABLE } from '@muster/contracts';
import type {
  AssignResult,
  ContactResult,
  EnrolledDevices,
  ErrorBody,
  Nack,
  PositionAck,
  RouteName,
} from '@muster/contracts';
import { rosterOf } from './roster.js';
import { junction, smallMap } from '../support/small-map.js';
import { useApp, type CallOptions, type TestClient } from '../support/test-app.js';
import { withDatabases } from '../support/with-databases.js';

/** Stands for anything personal that a request may carry. */
const MARK = 'Ann Person 07700900123';
const NOBODY = '018f3c1e-7a3b-4c2d-9e5f-0a1b2c3d4e5f';

/** What the cases are made of: ids of things that are there. */
interface Scene {
  readonly incidentId: string;
  /** Needs the skill that LAPSED holds no longer. */
  readonly armedIncidentId: string;
  readonly assignmentId: string;
  readonly units: Readonly<Record<string, string>>;
  readonly usedKey: string;
  readonly fixAt: string;
}

interface BadCase {
  readonly what: string;
  readonly by?: 'dispatcher' | 'crew' | 'otherCrew' | 'stranger' | 'nobody';
  readonly route: RouteName;
  readonly send: (scene: Scene) => CallOptions;
  readonly code: ErrorBody['code'];
}

const call = (incident: object, more: object = {}) => ({
  body: {
    channel: '999',
    narrative: MARK,
    caller: { name: MARK },
    incident: { typeCode: 'ASB', grade: 'P3', ...incident },
    ...more,
  },
});
const KNOWN = { place: { kind: 'point', ...junction(1, 1) } };
const fix = ({ fixAt }: Scene, change: object = {}) => ({
  fixAt,
  seq: 1,
  ...junction(1, 1),
  accuracyM: 8,
  ...change,
});
const receipt = { version: 1, state: 'received' };
const toSend = (incidentId: string, unitId: string | undefined) => ({
  body: { incidentId, unitIds: [unitId], recommendationId: null, overrideReason: MARK },
});

const CASES: readonly BadCase[] = [
  {
    what: 'an incident without a place',
    route: 'recordContact',
    send: () => call({}),
    code: 'VALIDATION_FAILED',
  },
  {
    what: 'a place outside the area',
    route: 'recordContact',
    send: () => call({ place: { kind: 'point', lat: 51.5, lon: -0.12, label: MARK } }),
    code: 'PLACE_OUTSIDE_AREA',
  },
  {
    what: 'a place that nobody knows',
    route: 'recordContact',
    send: () => call({ place: { kind: 'text', text: `99 ${MARK} Street` } }),
    code: 'PLACE_UNKNOWN',
  },
  {
    what: 'a call from the future',
    route: 'recordContact',
    send: ({ fixAt }) =>
      call(KNOWN, { receivedAt: new Date(Date.parse(fixAt) + 3_600_000).toISOString() }),
    code: 'VALIDATION_FAILED',
  },
  {
    what: 'a skill that is in no table',
    route: 'recordContact',
    send: () => call({ ...KNOWN, requirement: { units: 1, skills: ['WIZARD'], kinds: [] } }),
    code: 'SKILL_UNKNOWN',
  },
  {
    what: 'a link to an incident that is not there',
    route: 'recordContact',
    send: () => ({ body: { channel: '999', narrative: MARK, linkToIncidentId: NOBODY } }),
    code: 'NOT_FOUND',
  },
  {
    what: 'malformed JSON',
    route: 'recordContact',
    send: () => ({ rawBody: `{"narrative":"${MARK}` }),
    code: 'MALFORMED_JSON',
  },
  {
    what: 'an oversize body',
    route: 'recordContact',
    send: () => call(KNOWN, { narrative: MARK.repeat(20_000) }),
    code: 'BODY_TOO_LARGE',
  },
  {
    what: 'a narrative above its length',
    route: 'recordContact',
    send: () => call(KNOWN, { narrative: MARK.repeat(300) }),
    code: 'VALIDATION_FAILED',
  },
  {
    what: 'an unknown field',
    route: 'recordContact',
    send: () => call(KNOWN, { [MARK]: MARK }),
    code: 'VALIDATION_FAILED',
  },
  {
    what: 'the same key with another body',
    route: 'recordContact',
    send: ({ usedKey }) => ({ ...call(KNOWN), key: usedKey }),
    code: 'IDEMPOTENCY_KEY_REUSED',
  },
  {
    what: 'nobody in particular',
    by: 'nobody',
    route: 'recordContact',
    send: () => call(KNOWN),
    code: 'UNAUTHENTICATED',
  },
  {
    what: 'an unknown unit',
    route: 'assignUnits',
    send: ({ incidentId }) => toSend(incidentId, NOBODY),
    code: 'UNIT_UNKNOWN',
  },
  {
    what: 'a unit whose needed skill has expired',
    route: 'assignUnits',
    send: ({ armedIncidentId, units }) => toSend(armedIncidentId, units['LAPSED1']),
    code: 'SKILL_EXPIRED',
  },
  {
    what: 'a unit that is on another incident',
    route: 'assignUnits',
    send: ({ armedIncidentId, units }) => toSend(armedIncidentId, units['SENT1']),
    code: 'UNIT_ALREADY_ASSIGNED',
  },
  {
    what: 'an incident that is not there',
    route: 'assignUnits',
    send: ({ units }) => toSend(NOBODY, units['FREE1']),
    code: 'NOT_FOUND',
  },
  {
    what: 'a recommendation that is not there',
    route: 'assignUnits',
    send: ({ incidentId, units }) => ({
      body: { incidentId, unitIds: [units['FREE1']], recommendationId: NOBODY },
    }),
    code: 'NOT_FOUND',
  },
  {
    what: 'a status that is in no table',
    by: 'crew',
    route: 'deviceStatus',
    send: () => ({ body: { statusCode: 17 } }),
    code: 'VALIDATION_FAILED',
  },
  {
    what: 'a unit to enrol that is not there',
    route: 'enrolDevices',
    send: () => ({ body: { callSigns: ['NOBODY'] } }),
    code: 'UNIT_UNKNOWN',
  },
  {
    what: 'a wrong device token',
    by: 'stranger',
    route: 'devicePositions',
    send: (scene) => ({ body: { fixes: [fix(scene)] } }),
    code: 'UNAUTHENTICATED',
  },
  {
    what: 'a receipt for the assignment of another unit',
    by: 'otherCrew',
    route: 'deviceReceipt',
    send: ({ assignmentId }) => ({ params: { id: assignmentId }, body: receipt }),
    code: 'NOT_FOUND',
  },
  {
    what: 'an answer for the assignment of another unit',
    by: 'otherCrew',
    route: 'deviceAnswer',
    send: ({ assignmentId }) => ({
      params: { id: assignmentId },
      body: { version: 1, answer: 'accept' },
    }),
    code: 'NOT_FOUND',
  },
  {
    what: 'a receipt for an order that was not sent yet',
    by: 'crew',
    route: 'deviceReceipt',
    send: ({ assignmentId }) => ({
      params: { id: assignmentId },
      body: { ...receipt, version: 99 },
    }),
    code: 'CONFLICT_VERSION',
  },
  {
    what: 'a position that is no number',
    by: 'crew',
    route: 'devicePositions',
    send: ({ fixAt }) => ({
      rawBody: `{"fixes":[{"fixAt":"${fixAt}","seq":1,"lat":NaN,"lon":0}]}`,
    }),
    code: 'MALFORMED_JSON',
  },
  {
    what: 'an infinite position',
    by: 'crew',
    route: 'devicePositions',
    send: ({ fixAt }) => ({
      rawBody: `{"fixes":[{"fixAt":"${fixAt}","seq":1,"lat":1e999,"lon":0}]}`,
    }),
    code: 'VALIDATION_FAILED',
  },
  {
    what: 'one position without a latitude among good ones',
    by: 'crew',
    route: 'devicePositions',
    send: (scene) => ({ body: { fixes: [fix(scene), fix(scene, { seq: 2, lat: null })] } }),
    code: 'VALIDATION_FAILED',
  },
  {
    what: 'too many positions',
    by: 'crew',
    route: 'devicePositions',
    send: (scene) => ({ body: { fixes: Array.from({ length: 501 }, () => fix(scene)) } }),
    code: 'VALIDATION_FAILED',
  },
];

const STATE = [
  'account',
  'assignment',
  'audit',
  'contact',
  'delivery',
  'device',
  'event_log',
  'incident',
  'location_evidence',
  'incident_note',
  'officer',
  'position',
  'position_latest',
  'position_quarantine',
  'unit',
  'unit_lease',
];

withDatabases('bad input on the way of a call', (use) => {
  const app = useApp(use, { map: smallMap() });
  const clients = new Map<string, TestClient>();
  let scene: Scene;

  const counts = async () =>
    use()
      .database.on('read')
      .row<object>(
        `SELECT ${STATE.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(', ')}`,
      );

  beforeAll(async () => {
    const dispatcher = await app().signedIn('dispatcher', 'integration');
    const roster = rosterOf(use().clocks, ['FREE1', 'SENT1', 'LAPSED1']);
    const fixAt = use().clocks.op.now().toISOString();
    const lapsed = { code: 'AFO', expiresAt: new Date(Date.parse(fixAt) - 1000).toISOString() };
    const officers = roster.officers.map((officer) =>
      officer.collarNo === 'CLAPSED1' ? { ...officer, skills: [lapsed] } : officer,
    );
    await dispatcher.call('importRoster', { body: { ...roster, officers } });
    const callSigns = ['FREE1', 'SENT1', 'LAPSED1'];
    const enrolled = await dispatcher.call<EnrolledDevices>('enrolDevices', {
      body: { callSigns },
    });
    const tokenOf = (callSign: string): string | undefined =>
      enrolled.body.devices.find((device) => device.callSign === callSign)?.token;
    const withToken = (token: string | undefined): TestClient =>
      Object.assign(app().client(), { token });
    clients.set('dispatcher', dispatcher);
    clients.set('crew', withToken(tokenOf('SENT1')));
    clients.set('otherCrew', withToken(tokenOf('FREE1')));
    clients.set('stranger', withToken('x'.repeat(43)));
    clients.set('nobody', app().client());
    const units = Object.fromEntries(
      enrolled.body.devices.map(({ callSign, unitId }) => [callSign, unitId]),
    );
    const usedKey = randomUUID();
    const opened = async (options: CallOptions): Promise<string> =>
      (await dispatcher.call<ContactResult>('recordContact', options)).body.incident?.id ?? '';
    const incidentId = await opened({ ...call({ ...KNOWN, grade: 'P1' }), key: usedKey });
    const requirement = { units: 1, skills: ['AFO'], kinds: [] };
    const armedIncidentId = await opened(call({ ...KNOWN, grade: 'P1', requirement }));
    const sent = await dispatcher.call<AssignResult>(
      'assignUnits',
      toSend(incidentId, units['SENT1']),
    );
    const assignmentId = sent.body.assignments[0]?.id ?? '';
    scene = { incidentId, armedIncidentId, assignmentId, units, usedKey, fixAt };
    expect(assignmentId).not.toBe('');
    await app().muster.parts.eventTail.catchUp();
  });

  it.each(CASES)(
    '$what is refused with a code, repeats nothing and stores nothing',
    async (bad) => {
      const client = clients.get(bad.by ?? 'dispatcher');
      const before = await counts();
      const answer = await client?.call(bad.route, bad.send(scene));
      expect([answer?.status, answer?.body.code]).toEqual([ERROR_TABLE[bad.code].status, bad.code]);
      expect(answer?.body.message).toBe(ERROR_TABLE[bad.code].message);
      expect(answer?.text).not.toContain('Ann Person');
      expect(answer?.text).not.toMatch(/ {4}at |node_modules|\.ts:/);
      expect(await counts()).toEqual(before);
    },
  );

  it('a missing place is named as the field that is missing', async () => {
    const answer = await clients.get('dispatcher')?.call('recordContact', call({}));
    expect(answer?.body.fields?.map(({ path }) => path)).toEqual(['incident.place']);
  });

  it('a position that cannot be is refused by itself, with its reason', async () => {
    const before = await counts();
    const fixes = [
      fix(scene, { lat: 1e300 }),
      fix(scene, { lat: 0, lon: 0 }),
      fix(scene, { fixAt: '2999-01-01T00:00:00.000Z' }),
    ];
    const answer = await clients.get('crew')?.call<PositionAck>('devicePositions', {
      body: { fixes },
    });
    expect(answer?.status).toBe(200);
    expect(answer?.body).toMatchObject({ accepted: 0, duplicates: 0 });
    expect(answer?.body.refused.map(({ reason }) => reason)).toEqual([
      'OUT_OF_RANGE',
      'NULL_ISLAND',
      'IN_FUTURE',
    ]);
    const stranger = { ...fix(scene), deviceId: NOBODY };
    const fed = await clients.get('dispatcher')?.call<PositionAck>('positionFeed', {
      body: { fixes: [stranger] },
    });
    expect(fed?.body.refused).toEqual([{ index: 0, reason: 'UNKNOWN_DEVICE' }]);
    expect(await counts()).toEqual(before);
  });

  it('sockets without a ticket are refused, and what does not fit is answered on those with one', async () => {
    const before = await counts();
    for (const namespace of [undefined, DEVICE_NAMESPACE]) {
      const socket = app().socket('x'.repeat(43), namespace);
      const refusal = await new Promise<ErrorBody | undefined>((resolve) =>
        socket.once('connect_error', (error) =>
          resolve((error as Error & { data?: ErrorBody }).data),
        ),
      );
      expect(refusal?.code).toBe('TICKET_INVALID');
    }
    const ask = async (by: string, namespace: string | undefined, event: string, body: unknown) => {
      const socket = app().socket(await clients.get(by)?.ticket(), namespace);
      return (await socket.timeout(20_000).emitWithAck(event, body)) as Nack;
    };
    const nacks = [
      await ask('otherCrew', DEVICE_NAMESPACE, 'positions', { fixes: [fix(scene, { lat: NaN })] }),
      await ask('otherCrew', DEVICE_NAMESPACE, 'positions', { fixes: [], [MARK]: MARK }),
      await ask('dispatcher', undefined, 'watch', { incidentIds: Array(21).fill(NOBODY) }),
      await ask('dispatcher', undefined, 'resync', { epoch: MARK, seq: -1 }),
      await ask('dispatcher', undefined, 'viewport', { bounds: MARK, zoom: 99 }),
    ];
    expect(nacks.map(({ ok, error }) => [ok, error.code])).toEqual(
      nacks.map(() => [false, 'VALIDATION_FAILED']),
    );
    expect(JSON.stringify(nacks)).not.toContain('Ann Person');
    expect(await counts()).toEqual(before);
  });

  it('none of it was worth a line in the log of errors', () => {
    expect(app().logged).toEqual([]);
  });
});
