import { Injectable } from '@nestjs/common';
import type { FramePosition, Recommendation } from '@muster/contracts';
import { DispatchService } from '../dispatch/dispatch.service.js';
import { PictureService } from '../picture/picture.service.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { Metrics } from '../platform/metrics/metrics.js';

/** A ranking grows old by itself: fixes age, and the target comes nearer. Wall time. */
const RANK_AGAIN_MS = 10_000;

interface Ranked {
  /** State of the picture that the ranking was made from. */
  readonly changes: number;
  readonly wallMs: number;
}

/** Positions and rankings as they change, for the consoles of this node. */
@Injectable()
export class LivePictureService {
  private readonly ranked = new Map<string, Ranked>();
  private readonly rankingTime;

  constructor(
    private readonly picture: PictureService,
    private readonly dispatch: DispatchService,
    private readonly clocks: Clocks,
    metrics: Metrics,
  ) {
    this.rankingTime = metrics.histogram(
      'muster_live_ranking_seconds',
      'Time to rank units for an incident that a console watches',
    );
  }

  /** Units that moved since the last call. */
  takeMoved(): FramePosition[] {
    return this.picture.takeMoved();
  }

  /** Every unit with a position. */
  allPositions(): FramePosition[] {
    return this.picture.framePositions();
  }

  /** The ranking now, for a console that has just begun to watch; null when there is none to make. */
  async ranking(incidentId: string): Promise<Recommendation | null> {
    const askedAt = this.clocks.op.now();
    const state = { changes: this.picture.changes, wallMs: this.clocks.wall.nowMs() };
    const measured = this.rankingTime.startTimer();
    const recommendation = await this.dispatch.liveRecommendation(incidentId);
    measured();
    // an order that is kept for some seconds is an earlier one, and stays due
    if (recommendation && Date.parse(recommendation.at) < askedAt.getTime()) {
      this.ranked.delete(incidentId);
    } else this.ranked.set(incidentId, state);
    return recommendation;
  }

  /** The ranking when it may have changed since the last one; else null. */
  async changedRanking(incidentId: string): Promise<Recommendation | null> {
    const last = this.ranked.get(incidentId);
    const isCurrent =
      last?.changes === this.picture.changes &&
      this.clocks.wall.nowMs() - last.wallMs < RANK_AGAIN_MS;
    return isCurrent ? null : this.ranking(incidentId);
  }

  /** These incidents themselves have changed. */
  touch(incidentIds: Iterable<string>): void {
    for (const id of incidentIds) this.ranked.delete(id);
  }

  /** Something that concerns every ranking has changed, such as a closed road. */
  touchAll(): void {
    this.ranked.clear();
  }

  /** Forgets incidents that nobody watches any more. */
  keepOnly(incidentIds: ReadonlySet<string>): void {
    for (const id of this.ranked.keys()) if (!incidentIds.has(id)) this.ranked.delete(id);
  }
}
