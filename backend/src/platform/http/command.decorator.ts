import { createHash } from 'node:crypto';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { IDEMPOTENCY_HEADER, idempotencyKeySchema } from '@muster/contracts';
import type { CommandContext, IdempotencyKey } from '../database/outcome.js';
import type { HttpRequest } from './http-request.js';
import { Refusal } from './refusal.js';
import { ROUTE_NAME, routeOf } from './route.decorator.js';
import type { AnyRouteName } from './route.decorator.js';

/**
 * Injects the `CommandContext` of a request for `UnitOfWork.run`: who asks, the route's name as
 * the command's name, and for a command the idempotency key with the hash of path and body.
 */
export const Command = createParamDecorator(
  (_: unknown, execution: ExecutionContext): CommandContext => {
    const request = execution.switchToHttp().getRequest<HttpRequest>();
    const name = Reflect.getMetadata(ROUTE_NAME, execution.getHandler()) as AnyRouteName;
    if (!request.actor) throw new Refusal('UNAUTHENTICATED');
    const context = { actor: request.actor, command: name, lane: 'command' } as const;
    return routeOf(name).command ? { ...context, idempotency: requireKey(request) } : context;
  },
);

/** The idempotency key of a command; refuses a missing or ill-formed one. */
export function requireKey(request: HttpRequest): IdempotencyKey {
  const given = request.headers[IDEMPOTENCY_HEADER];
  if (given === undefined) throw new Refusal('IDEMPOTENCY_KEY_REQUIRED');
  const key = idempotencyKeySchema.safeParse(given);
  if (!key.success) {
    const fields = [{ path: IDEMPOTENCY_HEADER, message: '8 to 64 letters, digits, - or _' }];
    throw new Refusal('VALIDATION_FAILED', { fields });
  }
  return { key: key.data, bodyHash: hashOf(request) };
}

/** The path is part of what a key stands for: another id is another command. */
function hashOf(request: HttpRequest): string {
  const hash = createHash('sha256').update(request.path).update('\n');
  return hash.update(canonical(request.body ?? null)).digest('base64url');
}

/** JSON with sorted keys, so that the order in which a client writes fields does not matter. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
