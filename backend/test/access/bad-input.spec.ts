import { connect } from 'node:net';
import { expect, it } from 'vitest';
import type { ErrorBody } from '@muster/contracts';
import { PlantedModule } from '../support/planted-handlers.js';
import { useApp } from '../support/test-app.js';
import type { CallOptions } from '../support/test-app.js';
import { withDatabases } from '../support/with-databases.js';

/** Stands for anything personal that a request may carry. */
const MARK = 'Ann-Person-07700900123';
const USER = {
  username: 'fred',
  displayName: 'F',
  roles: ['auditor'],
  password: 'violet-harbour-lantern-7',
};

interface BadInput {
  readonly what: string;
  readonly options: CallOptions;
  readonly status: number;
  readonly code: ErrorBody['code'];
}

const BAD: readonly BadInput[] = [
  {
    what: 'malformed JSON',
    options: { rawBody: `{"displayName":"${MARK}",` },
    status: 400,
    code: 'MALFORMED_JSON',
  },
  {
    what: 'JSON that is no object',
    options: { rawBody: `"${MARK}"` },
    status: 400,
    code: 'MALFORMED_JSON',
  },
  {
    what: 'an oversize body',
    options: { body: { ...USER, displayName: MARK.repeat(20_000) } },
    status: 413,
    code: 'BODY_TOO_LARGE',
  },
  {
    what: 'another media type',
    options: { rawBody: MARK, headers: { 'content-type': 'text/plain' } },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  {
    what: 'an unknown field',
    options: { body: { ...USER, [MARK]: MARK } },
    status: 422,
    code: 'VALIDATION_FAILED',
  },
  {
    what: 'a wrong type',
    options: { body: { ...USER, roles: MARK } },
    status: 422,
    code: 'VALIDATION_FAILED',
  },
  {
    what: 'a value outside the list',
    options: { body: { ...USER, roles: [MARK] } },
    status: 422,
    code: 'VALIDATION_FAILED',
  },
  {
    what: 'a missing field',
    options: { body: { username: MARK.toLowerCase() } },
    status: 422,
    code: 'VALIDATION_FAILED',
  },
  { what: 'no body', options: {}, status: 422, code: 'VALIDATION_FAILED' },
  {
    what: 'an unknown charset',
    options: { rawBody: '{}', headers: { 'content-type': 'application/json; charset=klingon' } },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  {
    what: 'no idempotency key',
    options: { body: USER, key: null },
    status: 400,
    code: 'IDEMPOTENCY_KEY_REQUIRED',
  },
  {
    what: 'an ill-formed idempotency key',
    options: { body: USER, key: `${MARK}!` },
    status: 422,
    code: 'VALIDATION_FAILED',
  },
  {
    what: 'another origin',
    options: { body: USER, headers: { origin: `https://${MARK}.example` } },
    status: 403,
    code: 'ORIGIN_REFUSED',
  },
  {
    what: 'a cross-site request without an origin',
    options: { body: USER, headers: { 'sec-fetch-site': 'cross-site' } },
    status: 403,
    code: 'ORIGIN_REFUSED',
  },
];

withDatabases('bad input', (use) => {
  const app = useApp(use, { modules: [PlantedModule] });
  const counts = () =>
    use()
      .database.on('read')
      .row<object>(
        `SELECT (SELECT count(*) FROM account) AS accounts, (SELECT n FROM event_counter) AS n,
              (SELECT count(*) FROM idempotency) AS keys`,
      );

  it.each(BAD)('$what is refused with a code, repeats nothing and changes nothing', async (bad) => {
    const admin = await app().signedIn('sysadmin');
    const before = await counts();
    const answer = await admin.call('createUser', bad.options);
    expect([answer.status, answer.body.code]).toEqual([bad.status, bad.code]);
    expect(answer.text.toLowerCase()).not.toContain('ann-person');
    expect(answer.text).not.toMatch(/ {4}at |node_modules|\.ts:/);
    expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId);
    expect(await counts()).toEqual(before);
  });

  it('names the fields that do not fit', async () => {
    const admin = await app().signedIn('sysadmin');
    const answer = await admin.call('createUser', {
      body: { ...USER, roles: ['auditor', 'king'], [MARK]: 1 },
    });
    const paths = answer.body.fields?.map(({ path }) => path);
    expect(paths).toContain('roles.1');
    expect(answer.body.fields?.map(({ message }) => message)).toContain('Unrecognized field');
  });

  it('is answered alike for unknown paths, ids and methods', async () => {
    const admin = await app().signedIn('sysadmin');
    const answers = [
      await admin.send('GET', `/api/v1/${MARK}`),
      await admin.send('PUT', '/api/v1/users'),
      await admin.send('GET', '/api/v1/users/%FF%FE'),
      await admin.call('lockUser', { params: { id: '018f3c1e-7a3b-4c2d-9e5f-0a1b2c3d4e5f' } }),
    ];
    for (const answer of answers) {
      expect([404, 422]).toContain(answer.status);
      expect(answer.text).not.toContain(MARK);
    }
    const noId = await admin.call('lockUser', { params: { id: `${MARK}'; DROP TABLE account` } });
    expect([noId.status, noId.body.code]).toEqual([422, 'VALIDATION_FAILED']);
    expect(noId.text).not.toContain(MARK);
  });

  it('a bug says INTERNAL and no more; the log has the request id and not the payload', async () => {
    const dispatcher = await app().signedIn('dispatcher');
    const params = { id: '018f3c1e-7a3b-4c2d-9e5f-0a1b2c3d4e5f' };
    const answer = await dispatcher.call('closeIncident', { params, body: { note: 'x' } });
    expect(answer.status).toBe(500);
    expect(Object.keys(answer.body).sort()).toEqual(['code', 'message', 'requestId']);
    const line = app().logged.find((one) => one.includes(answer.body.requestId ?? 'none'));
    expect(line).toContain('planted-handlers');
  });

  it('keys that would change prototypes are dropped', async () => {
    const admin = await app().signedIn('sysadmin');
    const rawBody = `{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}`;
    expect((await admin.call('createUser', { rawBody })).status).toBe(422);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('a request that is no HTTP ends its connection only', async () => {
    const { port, hostname } = new URL(app().url);
    const socket = connect(Number(port), hostname);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.write(`${MARK}\r\n\r\n`);
    });
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).not.toContain(MARK);
    expect((await app().client().send('GET', '/health/live')).status).toBe(200);
  });
});
