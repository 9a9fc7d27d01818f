import { Injectable } from '@nestjs/common';
import type { AssignUnits } from '@muster/contracts';
import { IncidentsService } from '../incidents/incidents.service.js';
import type { Db } from '../platform/database/db.js';
import { done, refused, type Outcome } from '../platform/database/outcome.js';
import { ForecastsService } from './forecasts.service.js';
import { RecommendationsService } from './recommendations.service.js';

/** What is read and computed before the transaction opens. */
export interface AssignGrounds {
  /** Unit ids as ranked in the recommendation that the command names; empty without one. */
  readonly ranked: readonly string[];
  readonly keepRecord: (db: Db) => Promise<string>;
  readonly etaMs: ReadonlyMap<string, number>;
}

/** On what a dispatcher sends units: the recommendation that was seen, or a reason of one's own. */
@Injectable()
export class AssignGroundsService {
  constructor(
    private readonly incidents: IncidentsService,
    private readonly recommendations: RecommendationsService,
    private readonly forecasts: ForecastsService,
  ) {}

  /**
   * Grounds for a command. Without a recommendation, or against its ranking, a reason is needed;
   * without one the record of what the system would have said is made first.
   */
  async prepare(
    input: AssignUnits,
  ): Promise<Outcome<AssignGrounds, 'NOT_FOUND' | 'REASON_REQUIRED'>> {
    const [view] = await this.incidents.byIds([input.incidentId]);
    if (!view) return refused('NOT_FOUND', { what: 'incident' });
    const etaMs = this.forecasts.arrivals(view.place.point, input.unitIds);
    const { recommendationId } = input;
    if (recommendationId === null) {
      if (input.overrideReason === undefined) return refused('REASON_REQUIRED');
      return done({
        ranked: [],
        etaMs,
        keepRecord: await this.recommendations.prepareRecord(view),
      });
    }
    const found = await this.recommendations.readRecord(recommendationId);
    if (found?.incident.id !== input.incidentId)
      return refused('NOT_FOUND', { what: 'recommendation' });
    const ranked = await this.recommendations.rankedUnitIds(found);
    const asRanked =
      ranked[0] === input.unitIds[0] && input.unitIds.every((id) => ranked.includes(id));
    if (!asRanked && input.overrideReason === undefined) return refused('REASON_REQUIRED');
    return done({ ranked, etaMs, keepRecord: () => Promise.resolve(recommendationId) });
  }
}
