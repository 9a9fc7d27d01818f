import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ROUTES } from '@muster/contracts';
import type { RouteName } from '@muster/contracts';
import type { HttpReply, HttpRequest, NextHandler } from './http-request.js';
import { Refusal } from './refusal.js';

/** Routes that carry whole lists, and how much larger than usual their bodies may be. */
const LARGER: Partial<Record<RouteName, number>> = { importRoster: 16, positionFeed: 4 };

/** JSON bodies only, each within the limit of its route. */
export function parseBodies(app: NestExpressApplication, limitBytes: number): void {
  app.use(jsonOnly);
  const larger = Object.entries(LARGER).map(([name, times]) => ({
    path: ROUTES[name as RouteName].path,
    limit: limitBytes * times,
  }));
  for (const { path, limit } of larger) {
    app.useBodyParser('json', { limit, type: isAt(path) });
  }
  app.useBodyParser('json', { limit: limitBytes });
}

/** The media type was looked at before. */
function isAt(path: string): (request: IncomingMessage) => boolean {
  return (request) => (request as HttpRequest).path === path;
}

function jsonOnly(request: HttpRequest, _reply: HttpReply, next: NextHandler): void {
  const { headers } = request;
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0;
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  next(hasBody && type !== 'application/json' ? new Refusal('UNSUPPORTED_MEDIA_TYPE') : undefined);
}
