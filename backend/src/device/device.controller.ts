import { Body, Controller, Param } from '@nestjs/common';
import {
  answerAssignmentSchema,
  deliveryReceiptSchema,
  deviceStatusSchema,
  idSchema,
} from '@muster/contracts';
import type {
  AnswerAssignment,
  AssignmentView,
  DeliveryReceipt,
  DeviceState,
  DeviceStatus,
  UnitView,
} from '@muster/contracts';
import { CurrentDevice, type DevicePrincipal } from '../access/principal.decorator.js';
import { DispatchService } from '../dispatch/dispatch.service.js';
import type { CommandContext } from '../platform/database/outcome.js';
import { Command } from '../platform/http/command.decorator.js';
import { Refusal, replyOrThrow } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { DeviceStateService } from './device-state.service.js';

const ID = { schema: idSchema };

@Controller()
export class DeviceController {
  constructor(
    private readonly dispatch: DispatchService,
    private readonly state: DeviceStateService,
  ) {}

  @Route('deviceState')
  async read(@CurrentDevice() device: DevicePrincipal): Promise<DeviceState> {
    const state = await this.state.read(device.unitId);
    if (!state) throw new Refusal('UNIT_UNKNOWN');
    return state;
  }

  @Route('deviceStatus')
  async status(
    @Command() context: CommandContext,
    @CurrentDevice() device: DevicePrincipal,
    @Body({ schema: deviceStatusSchema }) body: DeviceStatus,
  ): Promise<UnitView> {
    return replyOrThrow(await this.dispatch.reportStatus(context, device.unitId, body));
  }

  @Route('deviceReceipt')
  async receipt(
    @Command() context: CommandContext,
    @CurrentDevice() device: DevicePrincipal,
    @Param('id', ID) id: string,
    @Body({ schema: deliveryReceiptSchema }) body: DeliveryReceipt,
  ): Promise<AssignmentView> {
    return replyOrThrow(
      await this.dispatch.receipt(context, { assignmentId: id, unitId: device.unitId }, body),
    );
  }

  @Route('deviceAnswer')
  async answer(
    @Command() context: CommandContext,
    @CurrentDevice() device: DevicePrincipal,
    @Param('id', ID) id: string,
    @Body({ schema: answerAssignmentSchema }) body: AnswerAssignment,
  ): Promise<AssignmentView> {
    return replyOrThrow(
      await this.dispatch.answer(context, { assignmentId: id, unitId: device.unitId }, body),
    );
  }
}
