import type { INestApplication } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { errorBodySchema, IDEMPOTENCY_HEADER, ROUTES } from '@muster/contracts';
import type { RouteName } from '@muster/contracts';
import * as z from 'zod';
import { ROUTE_NAME } from './route.decorator.js';

/** Argument of a handler as Nest keeps it: `3:0` → its schema. */
type Arguments = Readonly<Record<string, { readonly schema?: z.core.$ZodType }>>;
type JsonSchema = Record<string, unknown>;
type Parameter = Record<string, unknown>;

interface Handler {
  readonly name: RouteName;
  readonly body: z.core.$ZodType | undefined;
  readonly query: z.core.$ZodType | undefined;
}

/** The public routes that this application has, as OpenAPI 3.1: made from the contract itself. */
export function openApiOf(app: INestApplication): OpenAPIObject {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const handler of publicHandlers(app)) {
    const { method, path } = ROUTES[handler.name];
    const shown = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[shown] = { ...paths[shown], [method.toLowerCase()]: operation(handler, path) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Muster',
      version: 'v1',
      description: 'Errors have a code; commands an Idempotency-Key.',
    },
    paths: paths,
    components: { schemas: { Error: toJson(errorBodySchema) } },
  };
}

/** Shows the interface at `/api/docs`, for those who write against it. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, () => openApiOf(app), {
    customSiteTitle: 'Muster interface',
  });
}

function operation({ name, body, query }: Handler, path: string): Record<string, unknown> {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, id]) =>
    parameter('path', id ?? '', {}, true),
  );
  const key = parameter('header', IDEMPOTENCY_HEADER, { type: 'string' }, true);
  const parameters = [...inPath, ...(ROUTES[name].command ? [key] : []), ...queryParameters(query)];
  const content = body && { 'application/json': { schema: toJson(body) } };
  const error = { $ref: '#/components/schemas/Error' };
  return {
    operationId: name,
    parameters,
    ...(content ? { requestBody: { required: true, content } } : {}),
    responses: {
      '2XX': { description: 'Done' },
      default: { description: 'Refused', content: { 'application/json': { schema: error } } },
    },
  };
}

function queryParameters(query: z.core.$ZodType | undefined): Parameter[] {
  if (!query) return [];
  const { properties = {}, required = [] } = toJson(query) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) =>
    parameter('query', name, schema, required.includes(name)),
  );
}

function parameter(where: string, name: string, schema: JsonSchema, required: boolean): Parameter {
  return { in: where, name, required, schema };
}

function toJson(schema: z.core.$ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

function publicHandlers(app: INestApplication): Handler[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => metatype),
  );
  return controllers.flatMap((type) => {
    if (typeof type !== 'function') return [];
    const prototype = type.prototype as Record<string, object>;
    return scanner
      .getAllMethodNames(prototype)
      .flatMap((method) => handlerOf(type, prototype, method));
  });
}

function handlerOf(type: object, prototype: Record<string, object>, method: string): Handler[] {
  const name = Reflect.getMetadata(ROUTE_NAME, prototype[method] as object) as string | undefined;
  if (name === undefined || !Object.hasOwn(ROUTES, name)) return [];
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, type, method) ?? {}) as Arguments;
  const schemaOf = (kind: RouteParamtypes) =>
    Object.entries(args).find(([key]) => key.startsWith(`${kind}:`))?.[1].schema;
  const body = schemaOf(RouteParamtypes.BODY);
  return [{ name: name as RouteName, body, query: schemaOf(RouteParamtypes.QUERY) }];
}
