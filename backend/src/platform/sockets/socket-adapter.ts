import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { MessageMappingProperties } from '@nestjs/websockets';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Namespace, Server, ServerOptions, Socket } from 'socket.io';
import type { ErrorCode } from '@muster/contracts';
import { isOriginAllowed } from '../http/origin-check.js';
import { errorBody, Refusal } from '../http/refusal.js';
import { bugReport } from '../logs/bug-report.js';
import type { JsonLogger } from '../logs/json-logger.js';
import type { SocketAuthenticator } from './socket-authenticator.js';
import type { SocketRegistry } from './socket-registry.js';

const LARGEST_MESSAGE_BYTES = 64 * 1024;
const NAMESPACE_WITHIN_MS = 10_000;
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 10_000;

export interface SocketParts {
  readonly authenticator: SocketAuthenticator;
  readonly registry: SocketRegistry;
  readonly logger: JsonLogger;
  readonly allowedOrigins: readonly string[];
}

const NOTHING = { defaultValue: undefined };

type Acknowledge = (answer: unknown) => void;
type NamespaceOptions = ServerOptions & { namespace?: string; server?: Server };

/**
 * socket.io for the gateways: each namespace asks for a ticket before it connects a socket, the
 * namespace without a name lets nobody in, messages are at most 64 kB and are not compressed.
 */
export class TicketSocketAdapter extends IoAdapter {
  private readonly parts: SocketParts;
  private readonly guarded = new Set<string>();

  constructor(app: INestApplicationContext, parts: SocketParts) {
    super(app);
    this.parts = parts;
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const own: Partial<ServerOptions> = {
      maxHttpBufferSize: LARGEST_MESSAGE_BYTES,
      perMessageDeflate: false,
      httpCompression: false,
      serveClient: false,
      connectTimeout: NAMESPACE_WITHIN_MS,
      pingInterval: PING_EVERY_MS,
      pingTimeout: PONG_WITHIN_MS,
      allowRequest: (request: IncomingMessage, decide) =>
        decide(null, isOriginAllowed(request, this.parts.allowedOrigins)),
    };
    const server = super.createIOServer(port, { ...options, ...own } as ServerOptions);
    server.use((_socket, next) => next(refusalError('TICKET_INVALID')));
    return server;
  }

  override create(port: number, options?: NamespaceOptions): Server | Namespace {
    const namespace = super.create(port, options);
    const name = options?.namespace;
    if (name !== undefined && !this.guarded.has(name)) {
      this.guarded.add(name);
      namespace.use((socket: Socket, next) => void this.admit(socket, next));
    }
    return namespace;
  }

  /**
   * Calls handlers straight from the socket's events. Nest's own way makes a chain of observables for
   * every message, which costs a fifth of the time of a position; handlers here answer once.
   */
  override bindMessageHandlers(socket: Socket, handlers: MessageMappingProperties[]): void {
    for (const { message, callback, isAckHandledManually } of handlers) {
      socket.on(message as string, (...sent: unknown[]) => {
        const last = sent.at(-1);
        const acknowledge = typeof last === 'function' ? (sent.pop() as Acknowledge) : undefined;
        const body = sent.length === 1 ? sent[0] : sent.length === 0 ? undefined : sent;
        void this.answer(
          () => callback(body, acknowledge) as unknown,
          isAckHandledManually ? undefined : acknowledge,
        );
      });
    }
  }

  /** Errors of handlers are answered by their filter; what fails beyond it is a bug, and is logged. */
  private async answer(handle: () => unknown, acknowledge: Acknowledge | undefined): Promise<void> {
    try {
      const given = await handle();
      // a filter that has answered by itself leaves an observable behind
      const answer = isObservable(given) ? await lastValueFrom(given, NOTHING) : given;
      if (answer !== undefined && answer !== null) acknowledge?.(answer);
    } catch (error) {
      this.parts.logger.write('error', 'sockets', 'handler failed', bugReport(error));
    }
  }

  private async admit(socket: Socket, next: (error?: Error) => void): Promise<void> {
    const { authenticator, registry, logger } = this.parts;
    try {
      const ticket: unknown = socket.handshake.auth['ticket'];
      const admission = await authenticator.admit(socket.nsp.name, ticket);
      if (!admission.ok) return next(refusalError(admission.code));
      // a client that left meanwhile would stay in the registry: its close was already told
      if (socket.conn.readyState !== 'open') return next(refusalError('TICKET_INVALID'));
      if (!registry.add(socket, admission.value)) return next(refusalError('RATE_LIMITED'));
      socket.conn.once('close', () => registry.remove(socket));
      socket.once('disconnect', () => registry.remove(socket));
      next();
    } catch (error) {
      logger.write('error', 'sockets', 'admission failed', bugReport(error));
      next(refusalError('INTERNAL'));
    }
  }
}

/** The client reads `data` of its `connect_error`: the same body as an HTTP error. */
function refusalError(code: ErrorCode): Error {
  return Object.assign(new Error(code), { data: errorBody(new Refusal(code)) });
}
