import { Body, Controller, Query } from '@nestjs/common';
import {
  GRADES,
  INCIDENT_TYPES,
  RESULT_CODES,
  routeQuerySchema,
  setSpeedSchema,
  SKILLS,
  STATUS_CODES,
  unitKindSchema,
} from '@muster/contracts';
import type { ClockView, Reference, RouteQuery, RouteView, SetSpeed } from '@muster/contracts';
import { IncidentsService } from '../incidents/incidents.service.js';
import { PictureService } from '../picture/picture.service.js';
import { setSpeed } from '../platform/clocks/clock-anchor.js';
import { clockView } from '../platform/clocks/clock-view.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { UnitOfWork, type CommandContext } from '../platform/database/unit-of-work.js';
import { Command } from '../platform/http/command.decorator.js';
import { Refusal } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { RoadNetworkService } from '../roads/road-network.service.js';

/** What every screen needs besides the live facts: tables, clock, and a route to draw. */
@Controller()
export class ConsoleController {
  constructor(
    private readonly clocks: Clocks,
    private readonly work: UnitOfWork,
    private readonly picture: PictureService,
    private readonly incidents: IncidentsService,
    private readonly roads: RoadNetworkService,
  ) {}

  @Route('reference')
  reference(): Reference {
    const areas = [...new Set(this.picture.all().map((unit) => unit.view.areaCode))].sort();
    return {
      grades: GRADES.map(({ grade, label, targetS, warnS, assumed }) => ({
        grade,
        label,
        targetS,
        warnS,
        assumed,
      })),
      statusCodes: [...STATUS_CODES],
      incidentTypes: [...INCIDENT_TYPES],
      skills: [...SKILLS],
      resultCodes: [...RESULT_CODES],
      unitKinds: [...unitKindSchema.options],
      areas: areas.map((code) => ({ code, name: code })),
    };
  }

  @Route('clock')
  clock(): ClockView {
    return clockView(this.clocks);
  }

  @Route('setSpeed')
  async setSpeed(
    @Command() context: CommandContext,
    @Body({ schema: setSpeedSchema }) body: SetSpeed,
  ): Promise<ClockView> {
    const outcome = await setSpeed(this.work, this.clocks, context, body.speed);
    if (!outcome.ok && outcome.code === 'SPEED_NOT_ALLOWED') {
      throw new Refusal(this.clocks.op.training ? 'VALIDATION_FAILED' : 'TRAINING_ONLY');
    }
    if (!outcome.ok) throw new Refusal('IDEMPOTENCY_KEY_REUSED');
    return clockView(this.clocks);
  }

  /** From where the unit is now to the incident, at the speed its crew may drive. */
  @Route('route')
  async route(@Query({ schema: routeQuerySchema }) query: RouteQuery): Promise<RouteView> {
    const unit = this.picture.unit(query.unitId);
    if (!unit) throw new Refusal('UNIT_UNKNOWN');
    const [incident] = await this.incidents.byIds([query.incidentId]);
    if (!incident) throw new Refusal('NOT_FOUND');
    if (!incident.place.point) throw new Refusal('PLACE_REQUIRED');
    if (!unit.fix) throw new Refusal('NOT_FOUND', { details: { what: 'position' } });
    const blueLights = unit.view.driverLevel === 'response' || unit.view.driverLevel === 'advanced';
    return this.roads.route(unit.fix, incident.place.point, blueLights ? 'response' : 'standard');
  }
}
