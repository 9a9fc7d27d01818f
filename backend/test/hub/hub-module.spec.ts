import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, it } from 'vitest';
import { HubModule } from '../../src/hub/hub.module.js';
import { HubService } from '../../src/hub/hub.service.js';
import { PublicationService } from '../../src/hub/publication.service.js';
import { StewardsService } from '../../src/hub/stewards.service.js';
import { Clocks } from '../../src/platform/clocks/clocks.js';
import { Database } from '../../src/platform/database/database.js';
import { InvariantRegistry } from '../../src/platform/database/invariant.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { withEmbedded } from '../support/with-databases.js';

withEmbedded('the hub as a module', (use) => {
  it('gives its services and adds its invariants', async () => {
    const { database, work, clocks } = use();
    const registry = new InvariantRegistry();
    const platform = [
      { provide: Database, useValue: database },
      { provide: UnitOfWork, useValue: work },
      { provide: Clocks, useValue: clocks },
      { provide: InvariantRegistry, useValue: registry },
    ];
    @Module({ providers: platform, exports: platform })
    class Platform {}
    const parts = { module: Platform, global: true };
    const app = await Test.createTestingModule({ imports: [parts, HubModule] }).compile();
    expect(app.get(StewardsService)).toBeInstanceOf(StewardsService);
    expect(app.get(PublicationService)).toBeInstanceOf(PublicationService);
    expect(await app.get(HubService).findByVrm('AB12CDE', new Set(['OFFICIAL']))).toEqual([]);
    expect(registry.all().map(({ id }) => id)).toEqual(['I9', 'I4', 'I4']);
  });
});
