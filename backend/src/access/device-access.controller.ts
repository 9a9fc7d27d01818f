import { Controller, Param } from '@nestjs/common';
import { idSchema } from '@muster/contracts';
import type { SocketTicket } from '@muster/contracts';
import type { CommandContext } from '../platform/database/outcome.js';
import { Command } from '../platform/http/command.decorator.js';
import { replyOrThrow } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { DevicesService } from './devices.service.js';
import { CurrentDevice } from './principal.decorator.js';
import type { DevicePrincipal } from './principal.decorator.js';
import { SocketTicketsService } from './socket-tickets.service.js';

/** Tickets of devices and their revocation. Enrolment needs call signs and lies with the units. */
@Controller()
export class DeviceAccessController {
  constructor(
    private readonly devices: DevicesService,
    private readonly tickets: SocketTicketsService,
  ) {}

  @Route('deviceTicket')
  deviceTicket(@CurrentDevice() device: DevicePrincipal): Promise<SocketTicket> {
    return this.tickets.issue({ deviceId: device.deviceId });
  }

  @Route('revokeDevice', 204)
  async revokeDevice(
    @Param('id', { schema: idSchema }) id: string,
    @Command() context: CommandContext,
  ): Promise<void> {
    replyOrThrow(await this.devices.revoke(context, id));
  }
}
