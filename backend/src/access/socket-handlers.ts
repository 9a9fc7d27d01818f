import 'reflect-metadata';
import { GATEWAY_OPTIONS, MESSAGE_METADATA } from '@nestjs/websockets/internal';

/** Namespace of a gateway class, or '' when it has none. */
export function namespaceOf(gateway: object): string {
  const options = Reflect.getMetadata(GATEWAY_OPTIONS, gateway) as
    { namespace?: string } | undefined;
  return options?.namespace ?? '';
}

/** Event that a gateway method handles, or ''. */
export function eventOf(handler: object): string {
  return (Reflect.getMetadata(MESSAGE_METADATA, handler) as string | undefined) ?? '';
}
