import {
  applyDecorators,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
} from '@nestjs/common';
import { ROUTES } from '@muster/contracts';
import type { RouteName } from '@muster/contracts';

/** Metadata key under which a handler carries the name of its route. */
export const ROUTE_NAME = 'muster:route';

/** Routes of the process itself, outside the public contract. */
export const SYSTEM_ROUTES = {
  'system.live': { method: 'GET', path: '/health/live', command: false },
  'system.ready': { method: 'GET', path: '/health/ready', command: false },
  'system.metrics': { method: 'GET', path: '/metrics', command: false },
  'system.operation': { method: 'POST', path: '/control/operations', command: false },
} as const;

export type AnyRouteName = RouteName | keyof typeof SYSTEM_ROUTES;

/** Method, path and whether it is a command, of any route. */
export function routeOf(name: AnyRouteName): { method: string; path: string; command: boolean } {
  return name in ROUTES
    ? ROUTES[name as RouteName]
    : SYSTEM_ROUTES[name as keyof typeof SYSTEM_ROUTES];
}

const METHODS = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  DELETE: RequestMethod.DELETE,
} as const;

/**
 * Binds a controller method to an entry of the route table: method, path, and by its name the
 * permission. Answers 200 unless another success status is given. The controller itself carries no path.
 */
export function Route(name: AnyRouteName, successStatus = 200): MethodDecorator {
  const { method, path } = routeOf(name);
  return applyDecorators(
    SetMetadata(ROUTE_NAME, name),
    RequestMapping({ method: METHODS[method as keyof typeof METHODS], path }),
    HttpCode(successStatus),
  );
}
