import { cookieOf } from '../platform/http/http-request.js';
import type { HttpReply, HttpRequest } from '../platform/http/http-request.js';
import type { OpenedSession } from './session-opening.js';

/** Behind TLS the name itself binds the cookie to this host, to https and to the whole site. */
export function cookieName(tls: boolean): string {
  return tls ? '__Host-muster_session' : 'muster_session';
}

export function sessionTokenOf(request: HttpRequest, tls: boolean): string | undefined {
  return cookieOf(request, cookieName(tls));
}

/** Scripts cannot read it, other sites cannot cause it to be sent. */
export function setSessionCookie(reply: HttpReply, session: OpenedSession, tls: boolean): void {
  const expires = `Expires=${session.expiresAt.toUTCString()}`;
  reply.append(
    'Set-Cookie',
    [`${cookieName(tls)}=${session.token}`, expires, ...flags(tls)].join('; '),
  );
}

export function clearSessionCookie(reply: HttpReply, tls: boolean): void {
  reply.append('Set-Cookie', [`${cookieName(tls)}=`, 'Max-Age=0', ...flags(tls)].join('; '));
}

function flags(tls: boolean): string[] {
  return ['Path=/', 'HttpOnly', 'SameSite=Strict', ...(tls ? ['Secure'] : [])];
}
