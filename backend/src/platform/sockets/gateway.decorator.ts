import { applyDecorators, UseFilters, UsePipes } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import { validationPipe } from '../http/validation.js';
import { SocketExceptionFilter } from './socket-exception.filter.js';

/**
 * A gateway on one namespace. Its sockets were admitted with a ticket, its message bodies are
 * checked where `@MessageBody({ schema })` says how, and errors become `{ok: false, error}`.
 */
export function TicketGateway(namespace: string): ClassDecorator {
  return applyDecorators(
    WebSocketGateway({ namespace }),
    UsePipes(validationPipe()),
    UseFilters(SocketExceptionFilter),
  );
}
