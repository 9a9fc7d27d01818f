import { existsSync } from 'node:fs';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { HttpReply, HttpRequest, NextHandler } from './http-request.js';

const NOT_PAGES = /^\/(api|control|health|metrics|socket\.io)(\/|$)/;
const HASHED_NAME = /-[A-Z0-9]{8,}\.(js|css|woff2)$/;
const YEAR_MS = 31_536_000_000;

/**
 * Serves the built console and answers its deep links with `index.html`. Without a build there is
 * nothing to serve, and every such address is NOT_FOUND.
 */
export function serveConsole(app: NestExpressApplication, folder: string): void {
  if (!existsSync(path.join(folder, 'index.html'))) return;
  app.useStaticAssets(folder, {
    index: false,
    setHeaders: (reply: HttpReply, file: string) => {
      const isHashed = HASHED_NAME.test(file);
      reply.setHeader(
        'Cache-Control',
        isHashed ? `public, max-age=${YEAR_MS / 1000}, immutable` : 'no-cache',
      );
    },
  });
  app.use((request: HttpRequest, reply: HttpReply, next: NextHandler) => {
    if (!isPage(request)) return next();
    reply.setHeader('Cache-Control', 'no-cache');
    // below a root: a folder above it may have a dot in its name
    reply.sendFile('index.html', { root: folder }, (error) => error && next(error));
  });
}

/** A page is asked for by GET, without a dot in its last part, outside the interface. */
function isPage(request: HttpRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  return !NOT_PAGES.test(request.path) && !path.basename(request.path).includes('.');
}
