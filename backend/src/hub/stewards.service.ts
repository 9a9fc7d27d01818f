import { randomUUID } from 'node:crypto';
import { byName } from '@muster/engine';
import type { MentionName } from '@muster/engine';
import type { Database } from '../platform/database/database.js';
import { done, refused } from '../platform/database/unit-of-work.js';
import type {
  CommandContext,
  CommandResult,
  UnitOfWork,
} from '../platform/database/unit-of-work.js';
import { insertDecision, standingDecisions, withdrawDecision } from './storage/decision-rows.js';
import type { Decision } from './storage/decision-rows.js';

/** What a steward says about two mentions. The reason is kept with the decision, never in the event. */
export interface DecisionRequest {
  readonly verdict: Decision['verdict'];
  readonly pair: readonly [MentionName, MentionName];
  readonly reason: string;
}

/** Must-link and cannot-link: they take effect with the next publication and outlive every re-run. */
export class StewardsService {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
  ) {}

  /** Decides; a pair with a standing decision is refused until that one is withdrawn. */
  async decide(
    context: CommandContext,
    { verdict, pair, reason }: DecisionRequest,
  ): Promise<CommandResult<{ id: string }, 'SAME_MENTION' | 'ALREADY_DECIDED'>> {
    const [left, right] = [...pair].sort(byName) as [MentionName, MentionName];
    return this.work.run(context, async (tx) => {
      if (byName(left, right) === 0) return refused('SAME_MENTION');
      const id = randomUUID();
      const made = { reason, by: tx.actor.id, at: tx.recordedAt };
      if (!(await insertDecision(tx.db, { id, verdict, left, right }, made))) {
        return refused('ALREADY_DECIDED');
      }
      tx.record({
        kind: 'linkage-decision.made',
        entity: { kind: 'linkage-decision', id },
        fromVersion: null,
        toVersion: 1,
        fields: ['verdict', 'left', 'right', 'reason'],
        codes: { verdict },
      });
      return done({ id });
    });
  }

  /** Withdraws a decision: the next publication is as if it had never been made. */
  async withdraw(
    context: CommandContext,
    id: string,
  ): Promise<CommandResult<{ id: string }, 'NOT_FOUND'>> {
    return this.work.run(context, async (tx) => {
      const version = await withdrawDecision(tx.db, id, tx.recordedAt);
      if (version === undefined) return refused('NOT_FOUND');
      tx.record({
        kind: 'linkage-decision.withdrawn',
        entity: { kind: 'linkage-decision', id },
        fromVersion: version - 1,
        toVersion: version,
        fields: ['withdrawn_at'],
      });
      return done({ id });
    });
  }

  /** Decisions that the linkage must keep. */
  async standing(): Promise<Decision[]> {
    return standingDecisions(this.database.on('background'));
  }
}
