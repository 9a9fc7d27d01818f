import helmet from 'helmet';
import type { HttpReply, HttpRequest, NextHandler } from './http-request.js';

const YEAR_S = 31_536_000;

/** Headers of every answer: content security policy, no framing, no sniffing, HSTS behind TLS. */
export function securityHeaders(options: { readonly tls: boolean }): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'", 'ws:', 'wss:'],
        'script-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'frame-ancestors': ["'none'"],
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
      },
    },
    strictTransportSecurity: options.tls ? { maxAge: YEAR_S, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** What the interface answers is for the one who asked: no cache keeps it. */
export function noStore(request: HttpRequest, reply: HttpReply, next: NextHandler): void {
  if (request.path.startsWith('/api/')) reply.setHeader('Cache-Control', 'no-store');
  next();
}
