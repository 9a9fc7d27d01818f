import { randomUUID } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { IncidentView, LatLon } from '@muster/contracts';
import type { RoadGraph } from '@muster/engine';
import { RankingService } from '../../dispatch/ranking.service.js';
import { PictureService } from '../../picture/picture.service.js';
import { RoadNetworkService } from '../../roads/road-network.service.js';
import type { BenchNode } from '../support/bench-node.js';
import type { BenchUnit } from '../support/bench-force.js';
import type { Dice } from '../support/dice.js';
import { MovingUnits, randomPlace } from '../support/moving-units.js';
import type { QueryJournal } from './journal.js';
import type { Peer } from './peers.js';
import { classesFor, type QueryClass } from './query-classes.js';

/** Units move in parts of a second, as fixes come: never all at once. */
const MOVES_A_SECOND = 20;
const TARGET_MS = 3_600_000;
/** Open incidents that are ranked again and again; a multiple of the number of classes. */
const INCIDENTS = 480;

export interface Timings {
  /** Of `RankingService.rank` for an incident ranked before: filter, search, cost, record; µs by eligible. */
  readonly oursUs: Map<number, number[]>;
  /** The same for an incident never ranked before, which reads from the database first. */
  readonly firstUs: Map<number, number[]>;
  /** CPU time of this thread for the same rankings as `oursUs`: what a busy machine does not change much. */
  readonly cpuUs: Map<number, number[]>;
  readonly peersUs: Record<'redisGeosearch' | 'postgisKnn', Map<number, number[]>>;
}

export interface RoundInput {
  readonly queries: number;
  readonly peerQueries: number;
  readonly ratePerS: number;
  /** One query in this many is put to the oracle too. */
  readonly checkEvery: number;
}

/** The scene of one run: a backend with its units on the move, and queries about random places. */
export class RecommendRun {
  readonly graph: RoadGraph;
  readonly moving: MovingUnits;
  readonly classes: readonly QueryClass[];
  readonly delay = monitorEventLoopDelay({ resolution: 1 });
  private readonly picture: PictureService;
  private readonly rankings: RankingService;
  private readonly slotOf: number[];
  private incidents: IncidentView[] = [];
  private asked = 0;

  constructor(
    private readonly node: BenchNode,
    private readonly units: readonly BenchUnit[],
    private readonly dice: Dice,
    private readonly journal: QueryJournal,
  ) {
    const { app } = node.muster;
    this.graph = app.get(RoadNetworkService, { strict: false }).graph;
    this.picture = app.get(PictureService, { strict: false });
    this.rankings = app.get(RankingService, { strict: false });
    const deviceIds = units.map(({ deviceId }) => deviceId);
    this.moving = new MovingUnits(this.graph, deviceIds, dice);
    this.classes = classesFor(units.length);
    this.slotOf = units.map(({ unitId }) => {
      const pictured = this.picture.unit(unitId);
      if (!pictured) throw new Error('a unit is not in the picture');
      return pictured.slot;
    });
    this.journal.units(this.picture.all());
  }

  /** Every unit gets its first position. */
  placeAll(): void {
    this.move(this.units.length);
  }

  /** Share of units whose place is along a road, not on a junction. */
  offNodeShare(): number {
    const places = this.picture.all().flatMap(({ place }) => place ?? []);
    const between = places.filter(
      ({ arc, offsetMm }) => offsetMm > 0 && offsetMm < this.graph.arcLengthMm(arc),
    );
    return places.length === 0 ? 0 : between.length / places.length;
  }

  /** Moves units for a while without a query: the floor of the loop delay. */
  async idle(ms: number): Promise<number> {
    return this.moved(() => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  }

  /** The next queries are about new incidents, which nobody has ranked before. */
  forgetIncidents(): void {
    this.incidents = [];
  }

  /** Ours: queries at an even rate while every unit moves once a second. Returns loop delay p99, ms. */
  async ours(input: RoundInput, timings: Timings): Promise<number> {
    return this.moved(async () => {
      const startedMs = performance.now();
      for (let i = 0; i < input.queries; i++) {
        await until(startedMs + (i * 1000) / input.ratePerS);
        await this.ask(timings, input.checkEvery);
      }
    });
  }

  /** The same kinds of query to a peer, one after the other, while nothing else runs. */
  async peer(peer: Peer, times: Map<number, number[]>, queries: number): Promise<void> {
    for (let i = 0; i < queries; i++) {
      const query = this.classes[i % this.classes.length] as QueryClass;
      const point = randomPlace(this.graph, this.dice);
      const startedMs = performance.now();
      await peer.nearest(point, query, this.rankings.config.k);
      note(times, query.eligible, (performance.now() - startedMs) * 1000);
    }
  }

  private async ask(timings: Timings, checkEvery: number): Promise<void> {
    const number = this.asked++;
    const query = this.classes[number % this.classes.length] as QueryClass;
    const checks = Math.floor(number / this.classes.length) % checkEvery === 0;
    const isFirst = this.incidents[number % INCIDENTS] === undefined;
    const view = (this.incidents[number % INCIDENTS] ??= incidentAt(
      randomPlace(this.graph, this.dice),
      query,
      this.nowMs(),
    ));
    const [startedMs, cpuUs] = [performance.now(), threadCpuUs()];
    const made = await this.rankings.rank(view);
    const us = (performance.now() - startedMs) * 1000;
    if (!isFirst) note(timings.cpuUs, query.eligible, threadCpuUs() - cpuUs);
    note(isFirst ? timings.firstUs : timings.oursUs, query.eligible, us);
    // nothing else has run since the ranking was made: the journal holds what it saw
    if (checks) this.journal.answer(view, made);
  }

  private async moved(work: () => Promise<void>): Promise<number> {
    const part = Math.ceil(this.units.length / MOVES_A_SECOND);
    const timer = setInterval(() => this.move(part), 1000 / MOVES_A_SECOND);
    this.delay.reset();
    this.delay.enable();
    await work();
    this.delay.disable();
    clearInterval(timer);
    return this.delay.percentile(99) / 1e6;
  }

  private move(count: number): void {
    const moved = this.moving.advance(count, this.nowMs());
    this.picture.move(moved.map(({ fix }) => fix));
    this.journal.fixes(moved.map(({ unit, fix }) => ({ slot: this.slotOf[unit] as number, fix })));
  }

  private nowMs(): number {
    return this.node.muster.parts.clocks.op.nowMs();
  }
}

function note(times: Map<number, number[]>, eligible: number, us: number): void {
  const list = times.get(eligible) ?? [];
  list.push(us);
  times.set(eligible, list);
}

function threadCpuUs(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

async function until(atMs: number): Promise<void> {
  const leftMs = atMs - performance.now();
  await new Promise<void>((resolve) =>
    leftMs > 1 ? setTimeout(resolve, leftMs) : setImmediate(resolve),
  );
}

/** An open incident as a ranking is asked for; it is not stored, since a ranking changes nothing. */
function incidentAt(point: LatLon, { skill }: QueryClass, nowMs: number): IncidentView {
  const at = new Date(nowMs).toISOString();
  return {
    id: randomUUID(),
    no: 1,
    version: 1,
    state: 'open',
    typeCode: 'ASSAULT',
    grade: 'P2',
    place: { source: 'point', label: '', point },
    requirement: { units: 1, skills: skill === null ? [] : [skill], kinds: [] },
    openedAt: at,
    gradedAt: at,
    targetAt: new Date(nowMs + TARGET_MS).toISOString(),
    firstAssignedAt: null,
    firstArrivedAt: null,
    closedAt: null,
    resultCode: null,
    callerCount: 1,
    assignedUnitIds: [],
  };
}
