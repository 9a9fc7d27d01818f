import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { InjectConfig } from '../platform/config/config-token.js';
import type { Config } from '../platform/config/settings.js';
import { bearerOf } from '../platform/http/http-request.js';
import type { HttpRequest } from '../platform/http/http-request.js';
import { Refusal } from '../platform/http/refusal.js';
import { ROUTE_NAME } from '../platform/http/route.decorator.js';
import { DevicesService } from './devices.service.js';
import { eventPermission, mayAs, routePermission } from './permission-table.js';
import type { Permission } from './permission-table.js';
import { askingPrincipal } from './principal.decorator.js';
import type { Principal } from './principal.decorator.js';
import { sessionTokenOf } from './session-cookie.js';
import { SessionsService } from './sessions.service.js';
import { eventOf, namespaceOf } from './socket-handlers.js';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Stands before every handler, HTTP and socket. What the permission table does not list is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly sessions: SessionsService;
  private readonly devices: DevicesService;
  private readonly config: Config;

  constructor(sessions: SessionsService, devices: DevicesService, @InjectConfig() config: Config) {
    this.sessions = sessions;
    this.devices = devices;
    this.config = config;
  }

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (execution.getType() === 'ws') return allowEvent(execution);
    const name = Reflect.getMetadata(ROUTE_NAME, execution.getHandler()) as string | undefined;
    const permission = routePermission(name);
    const request = execution.switchToHttp().getRequest<HttpRequest>();
    if (permission === undefined) throw new Refusal('FORBIDDEN');
    if (permission === 'public') return true;
    if (permission === 'local') return allowLocal(request);
    const principal = await this.identify(request, permission);
    if (!principal) throw new Refusal('UNAUTHENTICATED');
    request.principal = principal;
    request.actor = actorOf(principal);
    if (!isAllowed(principal, permission)) throw new Refusal('FORBIDDEN');
    return true;
  }

  private async identify(
    request: HttpRequest,
    permission: Permission,
  ): Promise<Principal | undefined> {
    if (permission === 'device') {
      const token = bearerOf(request);
      return token === undefined ? undefined : this.devices.byToken(token);
    }
    const token = sessionTokenOf(request, this.config.tls);
    return token === undefined ? undefined : this.sessions.byToken(token);
  }
}

/** The id under which a principal stands in events and audit. */
export function actorOf(principal: Principal): { kind: 'user' | 'device'; id: string } {
  return principal.kind === 'user'
    ? { kind: 'user', id: principal.accountId }
    : { kind: 'device', id: principal.deviceId };
}

function isAllowed(principal: Principal, permission: Permission): boolean {
  return principal.kind === 'device' ? permission === 'device' : mayAs(permission, principal.roles);
}

function allowEvent(execution: ExecutionContext): boolean {
  const permission = eventPermission(
    namespaceOf(execution.getClass()),
    eventOf(execution.getHandler()),
  );
  const principal = askingPrincipal(execution);
  if (permission === undefined || !principal || !isAllowed(principal, permission)) {
    throw new Refusal('FORBIDDEN');
  }
  return true;
}

/** A process on this machine that did not come through a proxy; to others the route does not exist. */
function allowLocal(request: HttpRequest): boolean {
  const isForwarded =
    request.headers['x-forwarded-for'] !== undefined || request.headers['forwarded'] !== undefined;
  if (isForwarded || !LOOPBACK.has(request.socket.remoteAddress ?? ''))
    throw new Refusal('NOT_FOUND');
  return true;
}
