import { Module } from '@nestjs/common';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import { InvariantRegistry } from '../platform/database/invariant.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { readSurvivorship } from './engine/survivorship-file.js';
import { HubService } from './hub.service.js';
import { PublicationService } from './publication.service.js';
import { StewardsService } from './stewards.service.js';
import { HUB_INVARIANTS } from './storage/invariants.js';

/** Reads, publications and stewards' decisions of the data hub. Linking runs in a process of its own. */
@Module({
  providers: [
    { provide: HubService, inject: [Database], useFactory: (db: Database) => new HubService(db) },
    {
      provide: StewardsService,
      inject: [Database, UnitOfWork],
      useFactory: (db: Database, work: UnitOfWork) => new StewardsService(db, work),
    },
    {
      provide: PublicationService,
      inject: [Database, UnitOfWork, Clocks],
      useFactory: (db: Database, work: UnitOfWork, clocks: Clocks) =>
        new PublicationService(db, work, clocks, readSurvivorship()),
    },
  ],
  exports: [HubService, StewardsService, PublicationService],
})
export class HubModule {
  constructor(invariants: InvariantRegistry) {
    invariants.add(...HUB_INVARIANTS);
  }
}
