import { Body, Controller, Get, Module } from '@nestjs/common';
import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { CONSOLE_NAMESPACE, watchSchema } from '@muster/contracts';
import type { SocketReply, Watch } from '@muster/contracts';
import { Route } from '../../src/platform/http/route.decorator.js';
import { TicketGateway } from '../../src/platform/sockets/gateway.decorator.js';

export const SECRET_TEXT = 'told-by-nobody';

/** Handlers as a careless change could add them. */
@Controller()
export class PlantedController {
  /** Bound to no entry of the route table. */
  @Get('/api/v1/planted')
  unlisted(): { text: string } {
    return { text: SECRET_TEXT };
  }

  /** A listed route whose handler has a bug. */
  @Route('closeIncident')
  throws(@Body() body: unknown): never {
    throw new Error(`bug with ${JSON.stringify(body)}`);
  }
}

@TicketGateway(CONSOLE_NAMESPACE)
export class PlantedGateway {
  connections = 0;

  handleConnection(): void {
    this.connections += 1;
  }

  @SubscribeMessage('watch')
  watch(@MessageBody({ schema: watchSchema }) _body: Watch): SocketReply<null> {
    return { ok: true, value: null };
  }

  @SubscribeMessage('viewport')
  throws(@MessageBody() body: unknown): never {
    throw new Error(`bug with ${JSON.stringify(body)}`);
  }

  /** Not in the table of socket events. */
  @SubscribeMessage('planted')
  unlisted(): SocketReply<string> {
    return { ok: true, value: SECRET_TEXT };
  }
}

@Module({ controllers: [PlantedController], providers: [PlantedGateway] })
export class PlantedModule {}
