import path from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import type { AppImport } from './app.module.js';
import type { Config } from './platform/config/settings.js';
import { rootFolder } from './platform/config/root-folder.js';
import { startLiveState } from './live-state.js';
import { followClockEvent } from './platform/clocks/clock-anchor.js';
import type { Clocks } from './platform/clocks/clocks.js';
import { SystemTimers } from './platform/clocks/timers.js';
import type { Timers } from './platform/clocks/timers.js';
import type { Database } from './platform/database/database.js';
import { UnitOfWork } from './platform/database/unit-of-work.js';
import { EventLog } from './platform/events/event-log.js';
import { EventTail } from './platform/events/event-tail.js';
import { configureHttp } from './platform/http/configure-http.js';
import { serveOpenApi } from './platform/http/openapi.js';
import { bugReport } from './platform/logs/bug-report.js';
import { JsonLogger } from './platform/logs/json-logger.js';
import { Metrics } from './platform/metrics/metrics.js';
import type { PlatformParts } from './platform/platform.module.js';
import { TicketSocketAdapter } from './platform/sockets/socket-adapter.js';
import { SocketAuthenticator } from './platform/sockets/socket-authenticator.js';
import { SocketRegistry } from './platform/sockets/socket-registry.js';
import type { LoadedMap } from './roads/loaded-map.js';

export interface AppOptions {
  readonly config: Config;
  /** Migrated, and with a clock anchor. Stays open when the app closes. */
  readonly database: Database;
  readonly clocks: Clocks;
  readonly logger?: JsonLogger;
  readonly timers?: Timers;
  /** Left out only by tests of platform and access. */
  readonly map?: LoadedMap;
  /** Modules of a test, beside those of the backend. */
  readonly modules?: readonly AppImport[];
  /** Folder of the built console; default: `dist/frontend/browser`. */
  readonly consoleFolder?: string;
}

/** An initialised backend that does not listen yet: `await app.listen(port, host)`. */
export interface MusterApp {
  readonly app: NestExpressApplication;
  readonly parts: PlatformParts;
  /** Stops listening, cuts sockets and stops following the event log. */
  close(): Promise<void>;
}

/** Puts the backend together on an open database. */
export async function createApp(options: AppOptions): Promise<MusterApp> {
  const parts = partsOf(options);
  const { config, logger, metrics, eventTail } = parts;
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forRoot(parts, { map: options.map, further: options.modules }),
    { bodyParser: false, logger, forceCloseConnections: true, abortOnError: false },
  );
  const consoleFolder = options.consoleFolder ?? path.join(rootFolder(), 'dist/frontend/browser');
  configureHttp(app, { config, logger, metrics, consoleFolder });
  if (parts.clocks.op.training) serveOpenApi(app);
  app.useWebSocketAdapter(
    new TicketSocketAdapter(app, {
      authenticator: app.get(SocketAuthenticator, { strict: false }),
      registry: app.get(SocketRegistry, { strict: false }),
      logger,
      allowedOrigins: config.allowedOrigins,
    }),
  );
  metrics.watchLanes(parts.database);
  eventTail.subscribe({
    events: (batch) => batch.forEach((event) => followClockEvent(parts.clocks, event)),
  });
  // followed from before the capabilities read their first state: nothing falls in between
  await eventTail.start();
  try {
    await app.init();
    const stopLive = options.map ? await startLiveState(app) : () => Promise.resolve();
    return { app, parts, close: () => closeApp(app, eventTail, stopLive) };
  } catch (error) {
    await eventTail.stop();
    throw error;
  }
}

async function closeApp(
  app: NestExpressApplication,
  eventTail: EventTail,
  stopLive: () => Promise<void>,
): Promise<void> {
  await stopLive();
  await eventTail.stop();
  await app.close();
}

function partsOf(options: AppOptions): PlatformParts {
  const { config, database, clocks } = options;
  const logger = options.logger ?? new JsonLogger(clocks.wall, config.logLevel);
  const timers = options.timers ?? new SystemTimers();
  const eventLog = new EventLog(database);
  const onError = (error: unknown) =>
    logger.write('error', 'event-tail', 'failed', bugReport(error));
  const eventTail = new EventTail(database, eventLog, { timers, onError });
  const work = new UnitOfWork(database, clocks);
  return {
    config,
    database,
    clocks,
    timers,
    work,
    eventLog,
    eventTail,
    logger,
    metrics: new Metrics(),
  };
}
