import { Injectable } from '@nestjs/common';
import type { FramePosition, Recommendation } from '@muster/contracts';
import { DispatchService } from '../dispatch/dispatch.service.js';
import { PictureService } from '../picture/picture.service.js';

/** Positions and rankings as they change, for the consoles of this node. */
@Injectable()
export class LivePictureService {
  /** State of the picture when an incident was last ranked for its watchers. */
  private readonly rankedAt = new Map<string, number>();

  constructor(
    private readonly picture: PictureService,
    private readonly dispatch: DispatchService,
  ) {}

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
    this.rankedAt.set(incidentId, this.picture.changes);
    return this.dispatch.liveRecommendation(incidentId);
  }

  /** The ranking when anything in the picture has changed since the last one; else null. */
  async changedRanking(incidentId: string): Promise<Recommendation | null> {
    if (this.rankedAt.get(incidentId) === this.picture.changes) return null;
    return this.ranking(incidentId);
  }

  /** Forgets incidents that nobody watches any more. */
  keepOnly(incidentIds: ReadonlySet<string>): void {
    for (const id of this.rankedAt.keys()) if (!incidentIds.has(id)) this.rankedAt.delete(id);
  }
}
