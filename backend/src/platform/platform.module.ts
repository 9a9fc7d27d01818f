import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { CONFIG } from './config/config-token.js';
import type { Config } from './config/settings.js';
import { Clocks } from './clocks/clocks.js';
import { Timers } from './clocks/timers.js';
import { Database } from './database/database.js';
import { InvariantRegistry } from './database/invariant.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { EventLog } from './events/event-log.js';
import { EventTail } from './events/event-tail.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { JsonLogger } from './logs/json-logger.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Metrics } from './metrics/metrics.js';
import { ControlToken } from './operations/control-token.js';
import { Housekeeping } from './operations/housekeeping.js';
import { OperationsController } from './operations/operations.controller.js';
import { Operations } from './operations/operations.js';
import { SocketRegistry } from './sockets/socket-registry.js';

/** What a node is made of before any capability; built by the composition root or by a test. */
export interface PlatformParts {
  readonly config: Config;
  readonly database: Database;
  readonly clocks: Clocks;
  readonly timers: Timers;
  readonly work: UnitOfWork;
  readonly eventLog: EventLog;
  readonly eventTail: EventTail;
  readonly logger: JsonLogger;
  readonly metrics: Metrics;
}

/** Gives every capability the platform by class: `constructor(database: Database, clocks: Clocks)`. */
@Module({})
export class PlatformModule {
  static forRoot(parts: PlatformParts): DynamicModule {
    const readiness = new Readiness();
    readiness.add(
      'database',
      async () => (await parts.database.on('read').row('SELECT 1 AS up')) !== undefined,
    );
    const providers: Provider[] = [
      { provide: CONFIG, useValue: parts.config },
      { provide: Database, useValue: parts.database },
      { provide: Clocks, useValue: parts.clocks },
      { provide: Timers, useValue: parts.timers },
      { provide: UnitOfWork, useValue: parts.work },
      { provide: EventLog, useValue: parts.eventLog },
      { provide: EventTail, useValue: parts.eventTail },
      { provide: JsonLogger, useValue: parts.logger },
      { provide: Metrics, useValue: parts.metrics },
      { provide: Readiness, useValue: readiness },
      SocketRegistry,
      ControlToken,
      Housekeeping,
      InvariantRegistry,
      Operations,
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController, MetricsController, OperationsController],
      providers,
      exports: providers,
    };
  }
}
