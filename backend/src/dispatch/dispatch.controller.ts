import { Body, Controller, Param } from '@nestjs/common';
import {
  assignUnitsSchema,
  closeIncidentSchema,
  idSchema,
  setUnitStatusSchema,
  standDownSchema,
} from '@muster/contracts';
import type {
  AssignmentView,
  AssignResult,
  AssignUnits,
  CloseIncident,
  IncidentView,
  SetUnitStatus,
  StandDown,
  UnitView,
} from '@muster/contracts';
import type { CommandContext } from '../platform/database/outcome.js';
import { Command } from '../platform/http/command.decorator.js';
import { replyOrThrow } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { AssigningService } from './assigning.service.js';
import { CrewReportsService } from './crew-reports.service.js';
import { DeliveryWatchService } from './delivery-watch.service.js';
import { ReleasingService } from './releasing.service.js';
import { WinnersService } from './winners.service.js';

const ID = { schema: idSchema };

/** The control room's commands on assignments, units and the end of incidents. */
@Controller()
export class DispatchController {
  constructor(
    private readonly assigning: AssigningService,
    private readonly releasing: ReleasingService,
    private readonly crews: CrewReportsService,
    private readonly watch: DeliveryWatchService,
    private readonly winners: WinnersService,
  ) {}

  @Route('assignUnits', 201)
  async assign(
    @Command() context: CommandContext,
    @Body({ schema: assignUnitsSchema }) body: AssignUnits,
  ): Promise<AssignResult> {
    const result = await this.winners.nameIn(await this.assigning.assign(context, body));
    const { assignments, refused } = replyOrThrow(result);
    return { assignments, refused: await this.winners.nameAll(refused) };
  }

  @Route('standDown')
  async standDown(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
    @Body({ schema: standDownSchema }) body: StandDown,
  ): Promise<AssignmentView> {
    return replyOrThrow(await this.releasing.standDown(context, id, body.reason));
  }

  @Route('acknowledgeAlarm')
  async acknowledge(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
  ): Promise<AssignmentView> {
    return replyOrThrow(await this.watch.acknowledge(context, id));
  }

  @Route('closeIncident')
  async close(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
    @Body({ schema: closeIncidentSchema }) body: CloseIncident,
  ): Promise<IncidentView> {
    return replyOrThrow(await this.releasing.close(context, id, body));
  }

  @Route('setUnitStatus')
  async setStatus(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
    @Body({ schema: setUnitStatusSchema }) body: SetUnitStatus,
  ): Promise<UnitView> {
    return replyOrThrow(await this.crews.setStatus(context, id, { ...body, by: 'dispatcher' }));
  }
}
