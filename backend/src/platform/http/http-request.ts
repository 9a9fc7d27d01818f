import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '../database/db.js';

/** The parts of an Express request that the backend relies on. */
export interface HttpRequest extends IncomingMessage {
  /** Path and query as asked for. */
  readonly originalUrl: string;
  readonly path: string;
  readonly ip: string;
  readonly body?: unknown;
  readonly params: Readonly<Record<string, string>>;
  /** Made here for each request, and sent back as `x-request-id`. */
  requestId?: string;
  /** Who is asking, once access has said so. */
  actor?: Actor;
  /** What access knows of who is asking; only access reads it. */
  principal?: unknown;
}

/** The parts of an Express response that the backend relies on. */
export interface HttpReply extends ServerResponse {
  status(code: number): HttpReply;
  json(body: unknown): HttpReply;
  append(name: string, value: string): HttpReply;
  sendFile(file: string, options: object, done: (error?: Error) => void): void;
}

export type NextHandler = (error?: unknown) => void;

/** Value of one cookie, or undefined. */
export function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.split('=');
    if (key?.trim() === name) return value.join('=').trim();
  }
  return undefined;
}

/** The token of `Authorization: Bearer …`, or undefined. */
export function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer ([A-Za-z0-9._~+/=-]{1,300})$/.exec(request.headers.authorization ?? '')?.[1];
}
