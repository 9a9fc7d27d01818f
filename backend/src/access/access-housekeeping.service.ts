import { Injectable } from '@nestjs/common';
import { bugReport } from '../platform/logs/bug-report.js';
import { JsonLogger } from '../platform/logs/json-logger.js';
import { SessionsService } from './sessions.service.js';
import { SocketTicketsService } from './socket-tickets.service.js';

/** Removes what has expired, and keeps failures of such work from reaching anyone. */
@Injectable()
export class AccessHousekeeping {
  constructor(
    private readonly sessions: SessionsService,
    private readonly tickets: SocketTicketsService,
    private readonly logger: JsonLogger,
  ) {}

  removeOld(): Promise<void> {
    return this.guarded('remove what expired', async () => {
      await this.tickets.removeExpired();
      await this.sessions.removeOld();
    });
  }

  /** Runs the work; a failure is logged, and the next round tries again. */
  async guarded(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.write('error', 'access', `${what} failed`, bugReport(error));
    }
  }
}
