import { randomUUID } from 'node:crypto';
import { IDEMPOTENCY_HEADER, ROUTES, type RouteName } from '@muster/contracts';

/** Parts of a request: path parameters, query, body. */
export interface Sent {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

/** Calls routes of the public contract as another program would, with a cookie or a device token. */
export class ContractClient {
  private cookie = '';

  constructor(
    readonly baseUrl: string,
    private readonly token?: string,
  ) {}

  /** The answer's body; a refusal is a failed test, so it throws with code and status. */
  async call<T>(name: RouteName, { params = {}, query, body }: Sent = {}): Promise<T> {
    const { method, path, command } = ROUTES[name];
    const filled = path.replace(/:(\w+)/g, (_, key: string) => params[key] ?? '');
    const search = query ? `?${new URLSearchParams(query).toString()}` : '';
    const response = await fetch(this.baseUrl + filled + search, {
      method,
      headers: {
        ...(command ? { [IDEMPOTENCY_HEADER]: randomUUID() } : {}),
        ...(this.token ? { authorization: `Bearer ${this.token}` } : { cookie: this.cookie }),
        'content-type': 'application/json',
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    this.keepCookie(response);
    const text = await response.text();
    if (!response.ok) throw new Error(`${name}: ${response.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  private keepCookie(response: Response): void {
    const [cookie] = response.headers.getSetCookie();
    if (cookie) this.cookie = cookie.split(';')[0] ?? '';
  }
}
