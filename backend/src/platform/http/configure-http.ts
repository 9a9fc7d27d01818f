import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Config } from '../config/settings.js';
import type { JsonLogger } from '../logs/json-logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { parseBodies } from './body-parsing.js';
import { CommandKeyInterceptor } from './command-key.interceptor.js';
import { HttpExceptionFilter } from './exception.filter.js';
import { originCheck } from './origin-check.js';
import { requestTrace } from './request-trace.js';
import { noStore, securityHeaders } from './security-headers.js';
import { serveConsole } from './static-files.js';
import { validationPipe } from './validation.js';

export interface HttpParts {
  readonly config: Config;
  readonly logger: JsonLogger;
  readonly metrics: Metrics;
  /** Folder of the built console. */
  readonly consoleFolder: string;
}

/** Puts everything that stands before the controllers in front of them, in this order. */
export function configureHttp(app: NestExpressApplication, parts: HttpParts): void {
  const { config } = parts;
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  app.set('etag', false);
  app.use(requestTrace(parts.logger, parts.metrics));
  app.use(securityHeaders(config));
  app.use(noStore);
  app.use(originCheck(config.allowedOrigins));
  serveConsole(app, parts.consoleFolder);
  parseBodies(app, config.bodyLimitBytes);
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new HttpExceptionFilter(parts.logger));
  app.useGlobalInterceptors(new CommandKeyInterceptor());
}
