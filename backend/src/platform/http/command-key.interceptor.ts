import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { requireKey } from './command.decorator.js';
import type { HttpRequest } from './http-request.js';
import { ROUTE_NAME, routeOf } from './route.decorator.js';
import type { AnyRouteName } from './route.decorator.js';

/** Refuses a command without an idempotency key before its handler, whether that reads the key or not. */
@Injectable()
export class CommandKeyInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): ReturnType<CallHandler['handle']> {
    if (execution.getType() === 'http') {
      const name = Reflect.getMetadata(ROUTE_NAME, execution.getHandler()) as
        AnyRouteName | undefined;
      if (name && routeOf(name).command)
        requireKey(execution.switchToHttp().getRequest<HttpRequest>());
    }
    return next.handle();
  }
}
