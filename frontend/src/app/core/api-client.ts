import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { Service, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import {
  ERROR_TABLE,
  type ErrorBody,
  type ErrorCode,
  IDEMPOTENCY_HEADER,
  ROUTES,
  errorBodySchema,
} from '@muster/contracts';
import {
  type BodyOf,
  CONSOLE_ROUTES,
  type ConsoleRouteName,
  type ReplyOf,
} from './console-routes.js';

/** What a call came to: the parsed reply, or the server's error body (or ours when it could not answer). */
export type ApiOutcome<T> = { ok: true; value: T } | { ok: false; error: ErrorBody };

export interface ApiRequest<Body> {
  /** Values of `:name` parts of the path. */
  path?: Record<string, string>;
  query?: Record<string, string | number>;
  body?: Body;
}

/** Waits between attempts of a command that got no answer; the key makes the repeat safe. */
const RETRY_DELAYS_MS = [300, 900];

/** Fills `:name` parts; throws when a value is missing, which is a bug of the caller. */
export function fillPath(path: string, values: Record<string, string> = {}): string {
  return path.replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for :${name} of ${path}`);
    return encodeURIComponent(value);
  });
}

/** A new idempotency key: 32 hex digits. `getRandomValues` also works outside secure contexts. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The error body of a failed request; anything unreadable becomes `UNAVAILABLE`. */
export function errorBodyOf(failure: unknown): ErrorBody {
  if (failure instanceof HttpErrorResponse) {
    const parsed = errorBodySchema.safeParse(failure.error);
    if (parsed.success) return parsed.data;
    if (failure.status === 0) return ownError('UNAVAILABLE', 'No answer from the server.');
  }
  return ownError('UNAVAILABLE', ERROR_TABLE.UNAVAILABLE.message);
}

function ownError(code: ErrorCode, message: string): ErrorBody {
  return { code, message };
}

/** Typed calls of the public contract. Expected failures come back as outcomes; it never throws for them. */
@Service()
export class ApiClient {
  private readonly http = inject(HttpClient);
  private readonly refusals = signal(0);
  /** Counts replies that say the session is over. */
  readonly unauthenticated = this.refusals.asReadonly();

  /** Calls a route and parses its reply. Commands get an idempotency key and are repeated when unanswered. */
  async send<N extends ConsoleRouteName>(
    name: N,
    request: ApiRequest<BodyOf<N>> = {},
  ): Promise<ApiOutcome<ReplyOf<N>>> {
    const { command } = ROUTES[name];
    const key = command ? newIdempotencyKey() : null;
    const delays = command ? [...RETRY_DELAYS_MS] : [];
    for (;;) {
      try {
        const raw = await firstValueFrom(this.open(name, request, key));
        return parseReply(name, raw);
      } catch (failure) {
        const delayMs = isUnanswered(failure) ? delays.shift() : undefined;
        if (delayMs === undefined) return this.refused(failure);
        await new Promise((resume) => setTimeout(resume, delayMs));
      }
    }
  }

  private open<N extends ConsoleRouteName>(
    name: N,
    request: ApiRequest<BodyOf<N>>,
    key: string | null,
  ) {
    const route = ROUTES[name];
    return this.http.request<unknown>(route.method, fillPath(route.path, request.path), {
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(request.query ? { params: request.query } : {}),
      headers: key ? { [IDEMPOTENCY_HEADER]: key } : {},
    });
  }

  private refused(failure: unknown): { ok: false; error: ErrorBody } {
    const error = errorBodyOf(failure);
    if (error.code === 'UNAUTHENTICATED') this.refusals.update((count) => count + 1);
    return { ok: false, error };
  }
}

function isUnanswered(failure: unknown): boolean {
  return failure instanceof HttpErrorResponse && (failure.status === 0 || failure.status === 503);
}

function parseReply<N extends ConsoleRouteName>(name: N, raw: unknown): ApiOutcome<ReplyOf<N>> {
  const parsed = CONSOLE_ROUTES[name].reply.safeParse(raw);
  if (parsed.success) return { ok: true, value: parsed.data as ReplyOf<N> };
  console.error(`reply of ${name} does not fit the contract`, parsed.error.issues.length);
  return { ok: false, error: ownError('INTERNAL', 'The reply does not fit the contract.') };
}
