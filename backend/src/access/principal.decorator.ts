import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Role } from '@muster/contracts';
import type { HttpRequest } from '../platform/http/http-request.js';
import { Refusal } from '../platform/http/refusal.js';
import { principalOf } from '../platform/sockets/socket-registry.js';

/** A person, or a system with an account, that has a session. */
export interface UserPrincipal {
  readonly kind: 'user';
  readonly accountId: string;
  readonly sessionId: string;
  readonly username: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly expiresAt: Date;
}

/** The device of a unit. */
export interface DevicePrincipal {
  readonly kind: 'device';
  readonly deviceId: string;
  readonly unitId: string;
  readonly callSign: string;
}

export type Principal = UserPrincipal | DevicePrincipal;

/** Who asks, in a controller or a gateway. */
export function askingPrincipal(execution: ExecutionContext): Principal | undefined {
  const found =
    execution.getType() === 'ws'
      ? principalOf(execution.switchToWs().getClient()).principal
      : execution.switchToHttp().getRequest<HttpRequest>().principal;
  return found as Principal | undefined;
}

/** Injects the signed-in user; only where the permission table asks for roles. */
export const CurrentUser = createParamDecorator((_: unknown, execution: ExecutionContext) => {
  const principal = askingPrincipal(execution);
  if (principal?.kind !== 'user') throw new Refusal('UNAUTHENTICATED');
  return principal;
});

/** Injects the device; only where the permission table says `device`. */
export const CurrentDevice = createParamDecorator((_: unknown, execution: ExecutionContext) => {
  const principal = askingPrincipal(execution);
  if (principal?.kind !== 'device') throw new Refusal('UNAUTHENTICATED');
  return principal;
});
