import { Body, Controller, Param } from '@nestjs/common';
import { idSchema, takeLeaseSchema } from '@muster/contracts';
import type { LeaseView, Recommendation, ReplayResult, TakeLease } from '@muster/contracts';
import type { CommandContext } from '../platform/database/outcome.js';
import { Command } from '../platform/http/command.decorator.js';
import { replyOrThrow } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { LeasesService } from './leases.service.js';
import { RecommendationsService } from './recommendations.service.js';

const ID = { schema: idSchema };

/** What a dispatcher looks at and holds while deciding; nothing here changes state. */
@Controller()
export class RecommendationController {
  constructor(
    private readonly recommendations: RecommendationsService,
    private readonly leases: LeasesService,
  ) {}

  @Route('recommend')
  async recommend(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
  ): Promise<Recommendation> {
    return replyOrThrow(await this.recommendations.recommend(id, context.actor));
  }

  @Route('replay')
  async replay(@Param('id', ID) id: string): Promise<ReplayResult> {
    return replyOrThrow(await this.recommendations.replay(id));
  }

  @Route('takeLease')
  async takeLease(
    @Command() context: CommandContext,
    @Body({ schema: takeLeaseSchema }) body: TakeLease,
  ): Promise<LeaseView> {
    return replyOrThrow(await this.leases.take(context.actor, body));
  }

  @Route('dropLease', 204)
  dropLease(
    @Command() context: CommandContext,
    @Param('unitId', ID) unitId: string,
  ): Promise<void> {
    return this.leases.drop(context.actor, unitId);
  }
}
