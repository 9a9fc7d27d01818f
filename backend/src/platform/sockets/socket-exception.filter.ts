import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Nack } from '@muster/contracts';
import { toRefusal } from '../http/exception.filter.js';
import { errorBody } from '../http/refusal.js';
import { bugReport } from '../logs/bug-report.js';
import { JsonLogger } from '../logs/json-logger.js';

/** Answers a failed socket event by its acknowledgement, without a word of what was sent. */
@Catch()
export class SocketExceptionFilter implements ExceptionFilter {
  private readonly logger: JsonLogger;

  constructor(logger: JsonLogger) {
    this.logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const refusal = toRefusal(error);
    if (refusal.code === 'INTERNAL') {
      this.logger.write('error', 'sockets', 'unexpected error', bugReport(error));
    }
    const acknowledge = host
      .getArgs<unknown[]>()
      .find((argument) => typeof argument === 'function');
    const nack: Nack = { ok: false, error: errorBody(refusal) };
    (acknowledge as ((answer: Nack) => void) | undefined)?.(nack);
  }
}
