import { Injectable } from '@nestjs/common';
import type { UnitPosition } from '@muster/contracts';
import { DispatchService } from '../dispatch/dispatch.service.js';
import { IncidentsService } from '../incidents/incidents.service.js';
import { PictureService } from '../picture/picture.service.js';
import type { Db } from '../platform/database/db.js';
import type { LoggedEvent } from '../platform/events/logged-event.js';
import { UnitsService } from '../units/units.service.js';
import type { ScopeViews } from './scope.js';

/** Where the views of a console's scope are read. */
@Injectable()
export class ConsoleSourcesService {
  constructor(
    private readonly incidents: IncidentsService,
    private readonly units: UnitsService,
    private readonly dispatch: DispatchService,
    private readonly picture: PictureService,
  ) {}

  /** The whole scope within one snapshot of the database. */
  async readAll(db: Db): Promise<ScopeViews> {
    return {
      incidents: await this.incidents.listOpen(db),
      units: await this.units.listIn(db),
      assignments: await this.dispatch.listActive(db),
    };
  }

  /** The things that these events name, in the caller's view of the database. */
  async readChanged(db: Db, events: readonly LoggedEvent[]): Promise<ScopeViews> {
    const ids = (kind: string): string[] => [
      ...new Set(
        events.filter((event) => event.entity.kind === kind).map((event) => event.entity.id),
      ),
    ];
    const [incidents, units, assignments] = [ids('incident'), ids('unit'), ids('assignment')];
    return {
      incidents: incidents.length > 0 ? await this.incidents.byIds(incidents, db) : [],
      units: units.length > 0 ? await this.units.byIds(units, db) : [],
      assignments: assignments.length > 0 ? await this.dispatch.byIds(assignments, db) : [],
    };
  }

  positions(): { unitId: string; position: UnitPosition }[] {
    return this.picture.positions();
  }
}
