import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { INestApplication } from '@nestjs/common';
import { eventOf, namespaceOf } from '../../src/access/socket-handlers.js';
import { ROUTE_NAME } from '../../src/platform/http/route.decorator.js';

export interface HttpHandler {
  readonly where: string;
  readonly method: string;
  readonly path: string;
  readonly routeName: string | undefined;
}

export interface SocketHandler {
  readonly where: string;
  readonly namespace: string;
  readonly event: string;
}

/** Every HTTP handler and socket event handler that an application has registered. */
export function handlersOf(app: INestApplication): {
  http: HttpHandler[];
  sockets: SocketHandler[];
} {
  const http: HttpHandler[] = [];
  const sockets: SocketHandler[] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) http.push(...httpHandlers(metatype));
    for (const { metatype } of module.providers.values()) sockets.push(...socketHandlers(metatype));
  }
  return { http, sockets };
}

const scanner = new MetadataScanner();

function methodsOf(type: unknown): { name: string; handler: object }[] {
  if (typeof type !== 'function' || !type.prototype) return [];
  const prototype = type.prototype as Record<string, object>;
  return scanner.getAllMethodNames(prototype).flatMap((name) => {
    const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as object | undefined;
    return handler ? [{ name: `${type.name}.${name}`, handler }] : [];
  });
}

function httpHandlers(type: unknown): HttpHandler[] {
  return methodsOf(type).flatMap(({ name, handler }) => {
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const prefix = (Reflect.getMetadata(PATH_METADATA, type as object) as string) ?? '';
    const path = Reflect.getMetadata(PATH_METADATA, handler) as string;
    const routeName = Reflect.getMetadata(ROUTE_NAME, handler) as string | undefined;
    return [
      {
        where: name,
        method: RequestMethod[method],
        path: `${prefix === '/' ? '' : prefix}${path}`,
        routeName,
      },
    ];
  });
}

function socketHandlers(type: unknown): SocketHandler[] {
  const namespace = typeof type === 'function' ? namespaceOf(type) : '';
  if (namespace === '') return [];
  return methodsOf(type).flatMap(({ name, handler }) => {
    const event = eventOf(handler);
    return event === '' ? [] : [{ where: name, namespace, event }];
  });
}

/** Handlers that the permission table does not know, or that are reached by another path than it says. */
export function unlistedHandlers(
  { http, sockets }: ReturnType<typeof handlersOf>,
  table: {
    readonly route: (name: string | undefined) => unknown;
    readonly event: (namespace: string, event: string) => unknown;
    readonly pathOf: (name: string) => { method: string; path: string };
  },
): string[] {
  const routes = http.filter(({ routeName, method, path }) => {
    if (routeName === undefined || table.route(routeName) === undefined) return true;
    const listed = table.pathOf(routeName);
    return listed.method !== method || listed.path !== path;
  });
  const events = sockets.filter(
    ({ namespace, event }) => table.event(namespace, event) === undefined,
  );
  return [...routes, ...events].map(({ where }) => where);
}
