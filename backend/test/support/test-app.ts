import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { CONSOLE_NAMESPACE, IDEMPOTENCY_HEADER, ROUTES } from '@muster/contracts';
import type { ErrorBody, Role, RouteName } from '@muster/contracts';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { createAccount } from '../../src/access/account-creation.js';
import { DevicesService } from '../../src/access/devices.service.js';
import { openSession } from '../../src/access/session-opening.js';
import { createApp } from '../../src/create-app.js';
import type { AppOptions, MusterApp } from '../../src/create-app.js';
import { readConfig } from '../../src/platform/config/settings.js';
import type { Config } from '../../src/platform/config/settings.js';
import { SYSTEM_ACTOR } from '../../src/platform/database/db.js';
import { done } from '../../src/platform/database/unit-of-work.js';
import { JsonLogger } from '../../src/platform/logs/json-logger.js';
import type { TestContext } from './with-databases.js';

export interface CallOptions {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, with the JSON media type unless `headers` says otherwise. */
  readonly rawBody?: string;
  /** Idempotency key; a command without one gets a fresh key, null sends none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply<T> {
  readonly status: number;
  readonly body: T;
  readonly text: string;
  readonly headers: Headers;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** A client of the public contract that keeps its session cookie or device token. */
export class TestClient {
  cookie: string | undefined;
  token: string | undefined;

  constructor(readonly url: string) {}

  /** Calls a route by its name. The reply is not checked. */
  async call<T = ErrorBody>(name: RouteName, options: CallOptions = {}): Promise<Reply<T>> {
    const { method, command } = ROUTES[name];
    const headers: Record<string, string> = { ...options.headers };
    const key = options.key === undefined && command ? randomUUID() : options.key;
    if (key) headers[IDEMPOTENCY_HEADER] = key;
    return this.send<T>(method, pathOf(name, options), { ...options, headers });
  }

  /** Any method and path, with the client's credentials. */
  async send<T = ErrorBody>(
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<Reply<T>> {
    const { rawBody, body } = options;
    const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...this.credentials(),
        ...(sent === undefined ? {} : JSON_TYPE),
        ...options.headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    const { status, headers } = answer;
    this.keepCookie(headers.get('set-cookie'));
    const text = await answer.text();
    const isJson = headers.get('content-type')?.includes('json') ?? false;
    return { status, body: (isJson ? JSON.parse(text) : null) as T, text, headers };
  }

  private keepCookie(set: string | null): void {
    if (set !== null) this.cookie = set.split(';')[0];
  }

  private credentials(): Record<string, string> {
    return {
      ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
      ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
    };
  }

  /** A fresh socket ticket of this session or device. */
  async ticket(): Promise<string> {
    const route = this.token === undefined ? 'socketTicket' : 'deviceTicket';
    return (await this.call<{ ticket: string }>(route)).body.ticket;
  }
}

function pathOf(name: RouteName, { params = {}, query }: CallOptions): string {
  const path = ROUTES[name].path.replaceAll(/:(\w+)/g, (_, key: string) =>
    encodeURIComponent(params[key] ?? ''),
  );
  return query === undefined ? path : `${path}?${new URLSearchParams(query).toString()}`;
}

/** A running backend on the suite's database, on a free port. */
export class TestApp {
  private readonly sockets: Socket[] = [];

  constructor(
    readonly muster: MusterApp,
    readonly url: string,
    /** Lines that the backend logged at `warn` and above. */
    readonly logged: readonly string[],
  ) {}

  /** A client that is not signed in. */
  client(): TestClient {
    return new TestClient(this.url);
  }

  /** A client with an account of its own that has these roles. */
  async signedIn(...roles: Role[]): Promise<TestClient & { readonly accountId: string }> {
    const accountId = randomUUID();
    const username = `u${accountId.slice(0, 8)}`;
    const context = { actor: { kind: 'user', id: accountId }, command: 'test.sign-in' } as const;
    const opened = await this.muster.parts.work.run(context, async (tx) => {
      const person = { id: accountId, username, displayName: 'Test', roles };
      await createAccount(tx, { ...person, passwordHash: null, training: true });
      return done(await openSession(tx, accountId, 'LINK', 3_600_000));
    });
    if (!opened.ok) throw new Error(opened.code);
    const client = Object.assign(this.client(), { accountId });
    client.cookie = `muster_session=${opened.value.token}`;
    return client;
  }

  /** A client with the token of a newly enrolled device of the unit. */
  async device(
    unitId: string,
    callSign: string,
  ): Promise<TestClient & { readonly deviceId: string }> {
    const devices = this.muster.app.get(DevicesService, { strict: false });
    const context = { actor: SYSTEM_ACTOR, command: 'test.enrol' };
    const enrolled = await devices.enrol(context, [{ unitId, callSign }]);
    if (!enrolled.ok) throw new Error(enrolled.code);
    const client = Object.assign(this.client(), { deviceId: enrolled.value[0]?.deviceId ?? '' });
    client.token = enrolled.value[0]?.token;
    return client;
  }

  /** A socket with this ticket, connecting; the suite closes it. */
  socket(ticket: string | undefined, namespace: string = CONSOLE_NAMESPACE): Socket {
    const socket = io(`${this.url}${namespace}`, {
      auth: ticket === undefined ? {} : { ticket },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    this.sockets.push(socket);
    return socket;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.splice(0)) socket.disconnect();
    await this.muster.close();
  }
}

export interface TestAppOptions extends Partial<
  Pick<AppOptions, 'map' | 'modules' | 'timers' | 'consoleFolder'>
> {
  /** Environment variables that differ from the defaults. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the backend for a suite of `withDatabases`; `useApp(use)()` is the running one. */
export function useApp(use: () => TestContext, options: TestAppOptions = {}): () => TestApp {
  let running: TestApp | undefined;
  beforeAll(async () => {
    running = await startApp(use(), options);
  });
  afterAll(() => running?.close());
  return () => {
    if (!running) throw new Error('the app runs in tests and hooks only');
    return running;
  };
}

export async function startApp(
  context: TestContext,
  options: TestAppOptions = {},
): Promise<TestApp> {
  const { env, ...further } = options;
  const logged: string[] = [];
  const logger = new JsonLogger(context.clocks.wall, 'warn', (line) => void logged.push(line));
  const { database, clocks } = context;
  const muster = await createApp({ config: testConfig(env), database, clocks, logger, ...further });
  await muster.app.listen(0, '127.0.0.1');
  const { port } = muster.app.getHttpServer().address() as AddressInfo;
  return new TestApp(muster, `http://127.0.0.1:${port}`, logged);
}

export function testConfig(env: Readonly<Record<string, string>> = {}): Config {
  return readConfig({ MUSTER_SIGN_IN_PER_MINUTE: '10000', ...env });
}
