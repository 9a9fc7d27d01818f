import { Body, Controller } from '@nestjs/common';
import { enrolDevicesSchema, rosterSchema } from '@muster/contracts';
import type {
  EnrolDevices,
  EnrolledDevices,
  Roster,
  RosterResult,
  UnitView,
} from '@muster/contracts';
import { DevicesService } from '../access/devices.service.js';
import type { CommandContext } from '../platform/database/outcome.js';
import { Command } from '../platform/http/command.decorator.js';
import { Refusal, replyOrThrow } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { RosterService } from './roster.service.js';
import { UnitsService } from './units.service.js';

@Controller()
export class UnitsController {
  constructor(
    private readonly units: UnitsService,
    private readonly roster: RosterService,
    private readonly devices: DevicesService,
  ) {}

  @Route('listUnits')
  list(): Promise<UnitView[]> {
    return this.units.list();
  }

  @Route('importRoster')
  async importRoster(
    @Command() context: CommandContext,
    @Body({ schema: rosterSchema }) body: Roster,
  ): Promise<RosterResult> {
    return replyOrThrow(await this.roster.importRoster(context, body));
  }

  /** Here and not in access, since only units know which call signs there are. */
  @Route('enrolDevices', 201)
  async enrolDevices(
    @Command() context: CommandContext,
    @Body({ schema: enrolDevicesSchema }) body: EnrolDevices,
  ): Promise<EnrolledDevices> {
    const ids = await this.units.idsByCallSign(body.callSigns);
    const units = [...new Set(body.callSigns)].map((callSign) => {
      const unitId = ids.get(callSign);
      if (unitId === undefined) throw new Refusal('UNIT_UNKNOWN', { details: { callSign } });
      return { unitId, callSign };
    });
    return { devices: replyOrThrow(await this.devices.enrol(context, units)) };
  }
}
