import type { Exclusion, ExclusionRule } from '@muster/contracts';
import type { SpeedProfile } from '../roads/speed-table.js';
import type { UnitCostDetail } from './cost.js';
import type { RankingUnit } from './ranking-input.js';

/** A unit with its road time and cost. */
export interface CostedUnit extends UnitCostDetail {
  readonly unit: RankingUnit;
  readonly profile: SpeedProfile;
  readonly roadMs: number;
}

export interface Ranking {
  readonly method: 'road' | 'estimate' | 'none';
  /** The k cheapest, by cost and then unit id. */
  readonly candidates: readonly CostedUnit[];
  /** Every eligible unit whose road time is within the bound, by road time and then unit id. */
  readonly reached: readonly CostedUnit[];
  /** Cost of the k-th candidate; null when there are fewer, and then the search ran to its end. */
  readonly boundMs: number | null;
  /** How many were asked for. */
  readonly k: number;
  /** For each unit on duty that was not reached: the first rule that applied. */
  readonly rules: ReadonlyMap<RankingUnit, ExclusionRule>;
  readonly counts: { onDuty: number; offDuty: number; eligible: number; reached: number };
  readonly nearerExcluded: readonly Exclusion[];
  readonly shortfall: readonly ExclusionRule[];
}
