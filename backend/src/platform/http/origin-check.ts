import type { IncomingMessage } from 'node:http';
import type { HttpReply, HttpRequest, NextHandler } from './http-request.js';
import { Refusal } from './refusal.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request may come from where it says. Clients that are no browsers send no Origin;
 * browsers send one with everything that could change state, and with every socket.
 */
export function isOriginAllowed(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return request.headers['sec-fetch-site'] !== 'cross-site';
  if (allowed.includes(origin)) return true;
  return hostOf(origin) === host?.toLowerCase();
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** Refuses state-changing requests of other origins. */
export function originCheck(allowed: readonly string[]) {
  return (request: HttpRequest, _reply: HttpReply, next: NextHandler): void => {
    const isSafe = SAFE_METHODS.has(request.method ?? '');
    next(isSafe || isOriginAllowed(request, allowed) ? undefined : new Refusal('ORIGIN_REFUSED'));
  };
}
