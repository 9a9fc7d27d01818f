import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { ErrorCode } from '@muster/contracts';
import { bugReport } from '../logs/bug-report.js';
import type { JsonLogger } from '../logs/json-logger.js';
import type { HttpReply, HttpRequest } from './http-request.js';
import { errorBody, Refusal } from './refusal.js';

const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'VALIDATION_FAILED',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'VALIDATION_FAILED',
  429: 'RATE_LIMITED',
  503: 'UNAVAILABLE',
};

/** The one place where an error becomes an HTTP answer. What is not expected is logged and says nothing. */
@Catch()
export class HttpExceptionFilter implements ExceptionFilter {
  private readonly logger: JsonLogger;

  constructor(logger: JsonLogger) {
    this.logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<HttpRequest>();
    const reply = host.switchToHttp().getResponse<HttpReply>();
    const refusal = toRefusal(error);
    if (refusal.code === 'INTERNAL') {
      this.logger.write('error', 'http', 'unexpected error', {
        requestId: request.requestId ?? null,
        ...bugReport(error),
      });
    }
    if (reply.headersSent) {
      reply.destroy();
      return;
    }
    const { retryAfterS } = refusal.parts;
    if (retryAfterS !== undefined) reply.setHeader('Retry-After', String(retryAfterS));
    // the rest of an oversize body is not read: the connection cannot be used again
    if (refusal.code === 'BODY_TOO_LARGE') reply.setHeader('Connection', 'close');
    reply.status(refusal.status).json(errorBody(refusal, request.requestId));
  }
}

/** Any thrown thing as a refusal; INTERNAL for what nobody planned. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const cause = error instanceof HttpException ? error.cause : error;
  if (typeOf(cause) === 'entity.parse.failed') return new Refusal('MALFORMED_JSON');
  if (error instanceof HttpException) {
    return new Refusal(CODE_BY_STATUS[error.getStatus()] ?? 'INTERNAL');
  }
  return new Refusal('INTERNAL');
}

/** Body parsing marks its errors with a type. */
function typeOf(error: unknown): string | undefined {
  return error instanceof Error && 'type' in error ? String(error.type) : undefined;
}
