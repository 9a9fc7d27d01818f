import { Injectable } from '@nestjs/common';
import type { Grade, IncidentView } from '@muster/contracts';
import {
  decisionRecord,
  hashOf,
  numbersIn,
  rank,
  RANKING_CONFIG,
  roadSearch,
  rosterOf,
  SearchWorkspace,
  snapToRoad,
  type DecisionRecord,
  type Ranking,
  type RankingIncident,
  type RankingUnit,
  type RoadPlace,
  type Roster,
} from '@muster/engine';
import { IncidentsService } from '../incidents/incidents.service.js';
import { PictureService } from '../picture/picture.service.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import { RoadNetworkService } from '../roads/road-network.service.js';
import { rankingIncident, RankingUnits } from './ranking-scene.js';
import { selectJobCounts, selectRefusers } from './storage/assignment-rows.js';

/** How far back assignments count as workload: a long tour of duty. */
const TOUR_MS = 12 * 3_600_000;
/** Workload is a small weight; counting it again for every ranking would cost more than it says. */
const JOBS_KEPT_MS = 30_000;

const INCIDENTS_REMEMBERED = 5000;

/** A ranking with the record that proves it. */
export interface MadeRanking {
  readonly ranking: Ranking;
  readonly record: DecisionRecord;
  readonly roster: Roster;
  readonly incident: RankingIncident;
}

/** Ranks the units of the picture for an incident, now. */
@Injectable()
export class RankingService {
  /** The configuration in force, and its hash. */
  readonly config = RANKING_CONFIG;
  readonly configHash = hashOf(RANKING_CONFIG);
  private readonly work: SearchWorkspace;
  private readonly units = new RankingUnits();
  private roster: Roster = rosterOf([]);
  private numberBySlot = new Int32Array(0);
  private readonly refusers = new Map<string, { version: number; unitIds: readonly string[] }>();
  private jobs = { untilMs: 0, byUnit: new Map<string, number>() };

  constructor(
    private readonly database: Database,
    private readonly clocks: Clocks,
    private readonly incidents: IncidentsService,
    private readonly picture: PictureService,
    private readonly roads: RoadNetworkService,
  ) {
    this.work = new SearchWorkspace(roads.graph.arcCount, picture.places.unitCapacity);
  }

  /** Ranks for an incident as it is given; everything else is read now. */
  async rank(view: IncidentView): Promise<MadeRanking> {
    await this.picture.settled();
    const incident = rankingIncident(view, await this.refusersOf(view));
    const [gradeOf, jobs] = [await this.gradesOfOthers(view), await this.jobsByUnit()];
    // from here on nothing is awaited: the picture must not move under the ranking
    return this.rankUnits(incident, this.units.of(this.picture.all(), gradeOf, jobs));
  }

  private rankUnits(incident: RankingIncident, units: readonly RankingUnit[]): MadeRanking {
    const { graph, closed } = this.roads;
    const atMs = this.clocks.op.nowMs();
    const target = incident.point ? (snapToRoad(graph, incident.point) ?? null) : null;
    const scene = { graph, work: this.work, units: this.picture.places, closed: closed.mask };
    const ranking = rank({
      incident,
      units,
      search: target && roadSearch({ ...scene, target }),
      atMs,
      config: this.config,
    });
    const roster = this.rosterNow();
    const record = decisionRecord({
      ranking,
      incident,
      target: target && placeOnly(target),
      roster,
      numberBySlot: this.numberBySlot,
      sentUnitIds: sentTo(incident.id, units),
      atMs,
      seq: this.picture.seq,
      pictureAgeMs: pictureAgeMs(units, atMs),
      hashes: {
        graph: graph.version,
        profile: graph.meta.speedTableVersion,
        config: this.configHash,
      },
      closures: closed.ids,
    });
    return { ranking, record, roster, incident };
  }

  /** A refusal takes the unit off the incident, which raises its version: one reading a version is enough. */
  private async refusersOf({ id, version }: IncidentView): Promise<readonly string[]> {
    const known = this.refusers.get(id);
    if (known?.version === version) return known.unitIds;
    const unitIds = await selectRefusers(this.database.on('read'), id);
    if (this.refusers.size >= INCIDENTS_REMEMBERED) this.refusers.clear();
    this.refusers.set(id, { version, unitIds });
    return unitIds;
  }

  private rosterNow(): Roster {
    if (this.roster.unitIds.length !== this.picture.size) {
      const all = this.picture.all();
      this.roster = rosterOf(all.map(({ view }) => view.id));
      const numbers = numbersIn(this.roster);
      this.numberBySlot = Int32Array.from(all, ({ view }) => numbers.get(view.id) ?? -1);
    }
    return this.roster;
  }

  private async gradesOfOthers(view: IncidentView): Promise<Map<string, Grade | null>> {
    const ids = new Set<string>();
    for (const pictured of this.picture.all()) {
      if (pictured.view.incidentId) ids.add(pictured.view.incidentId);
    }
    ids.delete(view.id);
    const others = ids.size > 0 ? await this.incidents.byIds([...ids]) : [];
    return new Map([view, ...others].map(({ id, grade }) => [id, grade]));
  }

  private async jobsByUnit(): Promise<ReadonlyMap<string, number>> {
    if (this.jobs.untilMs <= this.clocks.wall.nowMs()) {
      const since = new Date(this.clocks.op.nowMs() - TOUR_MS);
      const rows = await selectJobCounts(this.database.on('read'), since);
      this.jobs = {
        untilMs: this.clocks.wall.nowMs() + JOBS_KEPT_MS,
        byUnit: new Map(rows.map((row) => [row.unit_id, row.jobs])),
      };
    }
    return this.jobs.byUnit;
  }
}

function placeOnly({ arc, offsetMm, oppositeArc, oppositeOffsetMm }: RoadPlace): RoadPlace {
  return { arc, offsetMm, oppositeArc, oppositeOffsetMm };
}

function sentTo(incidentId: string, units: readonly RankingUnit[]): string[] {
  const ids: string[] = [];
  for (const { id, assignment } of units) if (assignment?.incidentId === incidentId) ids.push(id);
  return ids;
}

/** How long ago the newest fix in the picture was made; 0 when there is none. */
function pictureAgeMs(units: readonly RankingUnit[], atMs: number): number {
  let newest = 0;
  for (const { fix } of units) if (fix && fix.fixAtMs > newest) newest = fix.fixAtMs;
  return newest === 0 ? 0 : Math.max(0, atMs - newest);
}
