import type { ExclusionRule } from '@muster/contracts';
import { SPEED_PROFILES, type SpeedProfile } from '../roads/speed-table.js';
import { estimateStraightLine } from '../roads/straight-line.js';
import { NOT_SEARCHED } from '../roads/unit-search.js';
import { costOf } from './cost.js';
import { driverProfile, eligibility, isOffDuty } from './eligibility.js';
import { nearerExcluded, shortfallOf, unitsStillNeeded } from './explanation.js';
import type { RankingConfig } from './ranking-config.js';
import type { RankingIncident, RankingUnit } from './ranking-input.js';
import type { CostedUnit, Ranking } from './ranking.js';
import { knownTimes, type UnitSearchPort } from './unit-search-port.js';

export interface RankInput {
  readonly incident: RankingIncident;
  /** Every known unit, on duty or off, in any order. */
  readonly units: readonly RankingUnit[];
  /** Null without a road answer: no graph, or an incident off it. Then times are estimates. */
  readonly search: UnitSearchPort | null;
  /** Op time, epoch ms. */
  readonly atMs: number;
  readonly config: RankingConfig;
}

/**
 * Ranks units for an incident: the k of least cost, exactly, whatever order the units come in.
 * Road time is a lower bound of cost, so the search stops when its frontier passes the k-th best.
 */
export function rank(input: RankInput): Ranking {
  return new RankingRun(input).run();
}

class RankingRun {
  private readonly method: Ranking['method'];
  private readonly rules = new Map<RankingUnit, ExclusionRule>();
  private readonly bySlot = new Map<number, RankingUnit>();
  private readonly eligible: [RankingUnit, SpeedProfile][] = [];
  private readonly found: CostedUnit[] = [];
  private readonly best: CostedUnit[] = [];
  private readonly k: number;
  private offDuty = 0;

  constructor(private readonly input: RankInput) {
    const { incident, search, config, units } = input;
    this.method = incident.point === null ? 'none' : search ? 'road' : 'estimate';
    this.k = Math.max(config.k, unitsStillNeeded(incident, units));
  }

  run(): Ranking {
    this.judge();
    const profileOf = this.profiles();
    const ends = this.method === 'none' ? null : this.search(profileOf);
    const boundMs = this.best.length < this.k ? null : this.bound();
    // a unit reached before the bound came down to where it is now belongs to those beyond it
    const reached = this.found
      .filter(({ roadMs }) => boundMs === null || roadMs <= boundMs)
      .sort((a, b) => a.roadMs - b.roadMs || compareIds(a, b));
    this.giveRestRules(reached, ends);
    return this.result(reached, boundMs);
  }

  private judge(): void {
    const { incident, atMs, config, units } = this.input;
    const context = { incident, atMs, config, byRoad: this.method === 'road' };
    for (const unit of units) {
      if (isOffDuty(unit)) this.offDuty++;
      else {
        const rule = eligibility(unit, context);
        if (rule) this.rules.set(unit, rule);
        else this.eligible.push([unit, driverProfile(unit, atMs) ?? 'standard']);
      }
    }
  }

  private profiles(): Uint8Array {
    const slots = this.eligible.reduce((top, [unit]) => Math.max(top, unit.slot + 1), 0);
    const profileOf = new Uint8Array(slots).fill(NOT_SEARCHED);
    for (const [unit, profile] of this.eligible) {
      profileOf[unit.slot] = SPEED_PROFILES.indexOf(profile);
      this.bySlot.set(unit.slot, unit);
    }
    return profileOf;
  }

  /** One search per profile, the faster first, so that the second starts with a low bound. */
  private search(profileOf: Uint8Array): Map<SpeedProfile, 'bound' | 'exhausted'> {
    const search = this.input.search ?? this.estimates();
    const ends = new Map<SpeedProfile, 'bound' | 'exhausted'>();
    for (const profile of ['response', 'standard'] as const) {
      const onUnit = (slot: number, roadMs: number): number => this.meet(slot, roadMs, profile);
      ends.set(profile, search({ profile, profileOf, boundMs: this.bound(), onUnit }));
    }
    return ends;
  }

  private estimates(): UnitSearchPort {
    const { point } = this.input.incident;
    const times = new Map<number, number>();
    for (const [unit, profile] of this.eligible) {
      if (unit.fix && point) {
        times.set(unit.slot, estimateStraightLine(unit.fix, point, profile).roadMs);
      }
    }
    return knownTimes(times);
  }

  private meet(slot: number, roadMs: number, profile: SpeedProfile): number {
    const unit = this.bySlot.get(slot);
    if (!unit) throw new Error(`search reported slot ${slot}, which was not searched`);
    const costed: CostedUnit = { unit, profile, roadMs, ...costOf(unit, roadMs, this.input) };
    this.found.push(costed);
    let at = this.best.length;
    while (at > 0 && comesBefore(costed, this.best[at - 1] as CostedUnit)) at--;
    if (at < this.k) this.best.splice(at, 0, costed);
    if (this.best.length > this.k) this.best.pop();
    return this.bound();
  }

  private bound(): number {
    return this.best.length < this.k ? Infinity : (this.best[this.k - 1] as CostedUnit).costMs;
  }

  private giveRestRules(
    reached: readonly CostedUnit[],
    ends: ReadonlyMap<SpeedProfile, 'bound' | 'exhausted'> | null,
  ): void {
    const met = new Set(this.found.map(({ unit }) => unit));
    const within = new Set(reached.map(({ unit }) => unit));
    for (const [unit, profile] of this.eligible) {
      if (within.has(unit)) continue;
      const beyond = met.has(unit) || ends?.get(profile) === 'bound';
      this.rules.set(unit, beyond ? 'BEYOND_BOUND' : 'UNREACHABLE');
    }
  }

  private result(reached: readonly CostedUnit[], boundMs: number | null): Ranking {
    const { incident, units } = this.input;
    const missing = unitsStillNeeded(incident, units) - this.best.length;
    return {
      method: this.method,
      candidates: this.best,
      reached,
      boundMs,
      k: this.k,
      rules: this.rules,
      counts: {
        onDuty: this.rules.size + reached.length,
        offDuty: this.offDuty,
        eligible: this.eligible.length,
        reached: reached.length,
      },
      nearerExcluded: nearerExcluded(incident, this.best, this.rules, reached),
      shortfall: missing > 0 ? shortfallOf(this.rules) : [],
    };
  }
}

function comesBefore(a: CostedUnit, b: CostedUnit): boolean {
  return a.costMs === b.costMs ? compareIds(a, b) < 0 : a.costMs < b.costMs;
}

function compareIds(a: CostedUnit, b: CostedUnit): number {
  return a.unit.id < b.unit.id ? -1 : a.unit.id > b.unit.id ? 1 : 0;
}
