import { randomUUID } from 'node:crypto';
import { errorBodySchema, IDEMPOTENCY_HEADER, ROUTES } from '@muster/contracts';
import type { ErrorBody, RouteName } from '@muster/contracts';

export interface CallOptions {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Idempotency key; a command without one gets a fresh key. */
  readonly key?: string;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly error: ErrorBody };

/** Counts of what a client saw go wrong. Refusals that the caller expects are not errors. */
export interface CallCounts {
  calls: number;
  refused: Record<string, number>;
  unreachable: number;
}

/** A client of the public contract over HTTP, with a session cookie or a device token. */
export class HttpClient {
  readonly counts: CallCounts = { calls: 0, refused: {}, unreachable: 0 };
  private cookie: string | undefined;

  constructor(
    readonly baseUrl: string,
    private readonly token?: string,
  ) {}

  /** Calls a route of the table. Network failures count and come back as UNAVAILABLE. */
  async call<T>(name: RouteName, options: CallOptions = {}): Promise<Answer<T>> {
    this.counts.calls += 1;
    try {
      return await this.fetch<T>(name, options);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.counts.unreachable += 1;
      return { ok: false, status: 0, error: { code: 'UNAVAILABLE', message: 'no connection' } };
    }
  }

  /** As `call`, but a refusal is thrown: for steps without which nothing else makes sense. */
  async must<T>(name: RouteName, options: CallOptions = {}): Promise<T> {
    const answer = await this.call<T>(name, options);
    if (answer.ok) return answer.value;
    throw new Error(`${name}: ${answer.error.code} (${answer.status})`);
  }

  private async fetch<T>(name: RouteName, options: CallOptions): Promise<Answer<T>> {
    const { method, command } = ROUTES[name];
    const response = await fetch(this.baseUrl + pathOf(name, options), {
      method,
      headers: this.headers(command, options),
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const cookie = response.headers.getSetCookie()[0];
    if (cookie) this.cookie = cookie.split(';')[0];
    const text = await response.text();
    const body: unknown = text === '' ? null : JSON.parse(text);
    if (response.ok) return { ok: true, value: body as T };
    const error = errorBodySchema.parse(body);
    const cause = `${name} ${error.code}`;
    this.counts.refused[cause] = (this.counts.refused[cause] ?? 0) + 1;
    return { ok: false, status: response.status, error };
  }

  private headers(command: boolean, options: CallOptions): Record<string, string> {
    return {
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(command ? { [IDEMPOTENCY_HEADER]: options.key ?? randomUUID() } : {}),
      ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
      ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
    };
  }
}

function pathOf(name: RouteName, { params = {}, query = {} }: CallOptions): string {
  const path = ROUTES[name].path.replace(/:([a-zA-Z]+)/g, (_, key: string) =>
    encodeURIComponent(params[key] ?? ''),
  );
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}
