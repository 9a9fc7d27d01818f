import { Injectable } from '@nestjs/common';
import type { LatLon } from '@muster/contracts';
import { driverProfile, RANKING_CONFIG } from '@muster/engine';
import { PictureService } from '../picture/picture.service.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { RoadNetworkService } from '../roads/road-network.service.js';
import { rankingUnit } from './ranking-scene.js';

const NO_GRADES: ReadonlyMap<string, null> = new Map();

/** When a unit that is sent now would arrive; kept with the assignment, so that forecasts can be held to account. */
@Injectable()
export class ForecastsService {
  constructor(
    private readonly picture: PictureService,
    private readonly roads: RoadNetworkService,
    private readonly clocks: Clocks,
  ) {}

  /** Mobilisation and road time, ms, by unit; units without a position are missing. */
  arrivals(to: LatLon | null, unitIds: readonly string[]): Map<string, number> {
    const etas = new Map<string, number>();
    const atMs = this.clocks.op.nowMs();
    for (const id of unitIds) {
      const pictured = this.picture.unit(id);
      if (!to || !pictured?.fix) continue;
      const unit = rankingUnit(pictured, NO_GRADES, 0);
      const profile = driverProfile(unit, atMs) ?? 'standard';
      const mobiliseMs =
        RANKING_CONFIG.mobiliseMs[unit.statusCode] ?? RANKING_CONFIG.mobiliseOtherMs;
      etas.set(id, mobiliseMs + this.roads.route(pictured.fix, to, profile).etaS * 1000);
    }
    return etas;
  }
}
