import { Injectable } from '@nestjs/common';
import type { IncidentView, Recommendation, ReplayResult } from '@muster/contracts';
import {
  recommendationOf,
  replayDecision,
  type DecisionRecord,
  type RankingConfig,
  type Roster,
} from '@muster/engine';
import { IncidentsService } from '../incidents/incidents.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { SYSTEM_ACTOR, type Actor, type Db } from '../platform/database/db.js';
import { done, refused, type Outcome } from '../platform/database/outcome.js';
import { RoadNetworkService } from '../roads/road-network.service.js';
import { RankingService, type MadeRanking } from './ranking.service.js';

export const RECOMMENDATION_RECORD = 'recommendation';
const CONFIG_CONTENT = 'ranking-config';
const ROSTER_CONTENT = 'roster';
/** A live ranking changes what it shows, and so is recorded, no more often than this (wall time). */
const RECORD_EVERY_MS = 10_000;
const INCIDENTS_REMEMBERED = 2000;

interface Shown {
  readonly recommendation: Recommendation;
  readonly recordedAtMs: number;
}

/** Recommendations as users see them, each backed by a decision record. */
@Injectable()
export class RecommendationsService {
  private readonly shown = new Map<string, Shown>();

  constructor(
    private readonly rankings: RankingService,
    private readonly incidents: IncidentsService,
    private readonly ledger: LedgerService,
    private readonly roads: RoadNetworkService,
    private readonly clocks: Clocks,
  ) {}

  /** The recommendation for a user who asks. */
  async recommend(
    incidentId: string,
    actor: Actor,
  ): Promise<Outcome<Recommendation, 'NOT_FOUND' | 'INCIDENT_CLOSED'>> {
    const [view] = await this.incidents.byIds([incidentId]);
    if (!view) return refused('NOT_FOUND');
    if (view.state === 'closed') return refused('INCIDENT_CLOSED');
    return done(await this.show(view, { actor, live: false }));
  }

  /** The recommendation for consoles that watch an incident; null when there is none to make. */
  async live(incidentId: string): Promise<Recommendation | null> {
    const [view] = await this.incidents.byIds([incidentId]);
    if (!view || view.state === 'closed') {
      this.shown.delete(incidentId);
      return null;
    }
    return this.show(view, { actor: SYSTEM_ACTOR, live: true });
  }

  /** A ranking made now and kept with a command, for a dispatch that names no recommendation. */
  async prepareRecord(view: IncidentView): Promise<(db: Db) => Promise<string>> {
    const made = await this.rankings.rank(view);
    await this.keepContents(made);
    return (db) => this.keep(made, db.actor, db);
  }

  /** The record of a recommendation, or undefined when there is no such record. */
  async readRecord(id: string): Promise<DecisionRecord | undefined> {
    const stored = await this.ledger.read(id);
    if (stored?.kind !== RECOMMENDATION_RECORD) return undefined;
    return parse<DecisionRecord>(stored.payload);
  }

  /** Unit ids in rank order, as the user saw them. */
  async rankedUnitIds(record: DecisionRecord): Promise<string[]> {
    const roster = await this.rosterOf(record);
    return record.ranked.flatMap((number) => roster.unitIds[number] ?? []);
  }

  /** Computes a recorded ranking again, over the roads too while the same graph and closures are loaded. */
  async replay(id: string): Promise<Outcome<ReplayResult, 'NOT_FOUND'>> {
    const record = await this.readRecord(id);
    if (!record) return refused('NOT_FOUND');
    const config = await this.ledger.readContent(CONFIG_CONTENT, record.hashes.config);
    if (!config) throw new Error(`configuration ${record.hashes.config} was not kept`);
    const roads = this.roadsOf(record);
    const { differences } = replayDecision({
      record,
      config: parse<RankingConfig>(config),
      roster: await this.rosterOf(record),
      ...(roads ? { roads } : {}),
    });
    return done({ id, identical: differences.length === 0, differences: [...differences] });
  }

  private async show(
    view: IncidentView,
    { actor, live }: { actor: Actor; live: boolean },
  ): Promise<Recommendation> {
    const made = await this.rankings.rank(view);
    const before = this.shown.get(view.id);
    if (before && this.isCovered(before, made)) return this.present(made, before.recommendation.id);
    if (live && before && this.mustWait(before, made)) return before.recommendation;
    await this.keepContents(made);
    const recommendation = this.present(made, await this.keep(made, actor));
    if (this.shown.size >= INCIDENTS_REMEMBERED) this.forgetOldest();
    this.shown.set(view.id, { recommendation, recordedAtMs: this.clocks.wall.nowMs() });
    return recommendation;
  }

  /** Same version of the incident, same units in the same order: the record says it already. */
  private isCovered({ recommendation }: Shown, { record, ranking }: MadeRanking): boolean {
    return (
      recommendation.incidentVersion === record.incident.version &&
      recommendation.method === record.method &&
      recommendation.hashes.graph === record.hashes.graph &&
      recommendation.hashes.config === record.hashes.config &&
      sameOrder(
        recommendation,
        ranking.candidates.map(({ unit }) => unit.id),
      )
    );
  }

  /** Shown order stays for ten seconds, but never with a unit in it that can no longer be sent. */
  private mustWait(
    { recommendation, recordedAtMs }: Shown,
    { record, ranking }: MadeRanking,
  ): boolean {
    if (recommendation.incidentVersion !== record.incident.version) return false;
    if (this.clocks.wall.nowMs() - recordedAtMs >= RECORD_EVERY_MS) return false;
    if (recommendation.candidates.length === 0) return false;
    const excluded = new Map([...ranking.rules].map(([unit, rule]) => [unit.id, rule]));
    return recommendation.candidates.every(({ unitId }) => {
      const rule = excluded.get(unitId);
      return rule === undefined || rule === 'BEYOND_BOUND';
    });
  }

  private present({ ranking, incident, record }: MadeRanking, id: string): Recommendation {
    const { atMs, seq, hashes } = record;
    return recommendationOf({ id, incident, ranking, atMs, seq, hashes });
  }

  private async keepContents({ record, roster }: MadeRanking): Promise<void> {
    const { config, roster: hash } = record.hashes;
    await this.ledger.keepContent(CONFIG_CONTENT, config, () => bytes(this.rankings.config));
    await this.ledger.keepContent(ROSTER_CONTENT, hash, () => bytes(roster));
  }

  private keep({ record }: MadeRanking, actor: Actor, db?: Db): Promise<string> {
    const { id, version } = record.incident;
    return this.ledger.keep(
      {
        kind: RECOMMENDATION_RECORD,
        entity: { kind: 'incident', id, version },
        at: new Date(record.atMs),
        encoding: 'json',
        payload: bytes(record),
        actor,
      },
      db,
    );
  }

  private async rosterOf(record: DecisionRecord): Promise<Roster> {
    const stored = await this.ledger.readContent(ROSTER_CONTENT, record.hashes.roster);
    if (!stored) throw new Error(`roster ${record.hashes.roster} was not kept`);
    return parse<Roster>(stored);
  }

  private roadsOf(record: DecisionRecord) {
    const { graph, closed } = this.roads;
    const sameClosures = [...closed.ids].sort().join() === record.closures.join();
    if (record.method !== 'road' || graph.version !== record.hashes.graph || !sameClosures) {
      return undefined;
    }
    return { graph, closed: closed.mask };
  }

  private forgetOldest(): void {
    const oldest = this.shown.keys().next().value;
    if (oldest !== undefined) this.shown.delete(oldest);
  }
}

function sameOrder({ candidates }: Recommendation, unitIds: readonly string[]): boolean {
  return candidates.map(({ unitId }) => unitId).join() === unitIds.join();
}

function bytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function parse<T>(payload: Uint8Array): T {
  return JSON.parse(Buffer.from(payload).toString('utf8')) as T;
}
