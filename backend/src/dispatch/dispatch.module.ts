import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { IncidentsModule } from '../incidents/incidents.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { PictureModule } from '../picture/picture.module.js';
import { InvariantRegistry } from '../platform/database/invariant.js';
import { UnitsModule } from '../units/units.module.js';
import { AssignGroundsService } from './assign-grounds.service.js';
import { AssigningService } from './assigning.service.js';
import { AssignmentSteps } from './assignment-steps.service.js';
import { CrewReportsService } from './crew-reports.service.js';
import { DeliveryWatchService } from './delivery-watch.service.js';
import { DispatchController } from './dispatch.controller.js';
import { DispatchService } from './dispatch.service.js';
import { ForecastsService } from './forecasts.service.js';
import { JourneysService } from './journeys.service.js';
import { LeasesService } from './leases.service.js';
import { OrderRenewalService } from './order-renewal.service.js';
import { OrdersService } from './orders.service.js';
import { RankingService } from './ranking.service.js';
import { RecommendationController } from './recommendation.controller.js';
import { RecommendationsService } from './recommendations.service.js';
import { ReleasingService } from './releasing.service.js';
import { DISPATCH_INVARIANTS } from './storage/invariants.js';
import { WinnersService } from './winners.service.js';

@Module({
  imports: [AccessModule, IncidentsModule, LedgerModule, PictureModule, UnitsModule],
  controllers: [DispatchController, RecommendationController],
  providers: [
    AssignGroundsService,
    AssigningService,
    AssignmentSteps,
    CrewReportsService,
    DeliveryWatchService,
    DispatchService,
    ForecastsService,
    JourneysService,
    LeasesService,
    OrderRenewalService,
    OrdersService,
    RankingService,
    RecommendationsService,
    ReleasingService,
    WinnersService,
  ],
  exports: [DispatchService, JourneysService],
})
export class DispatchModule {
  constructor(invariants: InvariantRegistry) {
    invariants.add(...DISPATCH_INVARIANTS);
  }
}
