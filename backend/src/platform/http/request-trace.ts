import { randomUUID } from 'node:crypto';
import type { JsonLogger } from '../logs/json-logger.js';
import type { Metrics } from '../metrics/metrics.js';
import type { HttpReply, HttpRequest, NextHandler } from './http-request.js';

interface Matched {
  readonly route?: { readonly path?: unknown };
}

/**
 * Gives each request an id, and logs and measures it when it ends. The route's pattern is logged,
 * never the address itself: paths and queries can carry names and number plates.
 */
export function requestTrace(logger: JsonLogger, metrics: Metrics) {
  return (request: HttpRequest, reply: HttpReply, next: NextHandler): void => {
    const startedMs = performance.now();
    request.requestId = randomUUID();
    reply.setHeader('x-request-id', request.requestId);
    reply.once('close', () => {
      const ms = performance.now() - startedMs;
      const route = patternOf(request);
      const status = reply.writableFinished ? reply.statusCode : 499;
      metrics.observeRequest({ method: request.method ?? '', route, status, ms });
      logger.write(status >= 500 ? 'error' : 'debug', 'http', 'request', {
        requestId: request.requestId ?? null,
        method: request.method ?? null,
        route,
        status,
        ms: Math.round(ms),
        actor: request.actor?.id ?? null,
      });
    });
    next();
  };
}

function patternOf(request: HttpRequest): string {
  const pattern = (request as unknown as Matched).route?.path;
  return typeof pattern === 'string' ? pattern : 'other';
}
