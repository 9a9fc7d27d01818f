import { ArcHeap } from './arc-heap.js';
import { greatCircleM } from './great-circle.js';
import { partialMs, type RoadGraph, type RoadPlace } from './road-graph.js';
import type { SpeedProfile } from './speed-table.js';

export interface RouteQuery {
  readonly from: RoadPlace;
  readonly to: RoadPlace;
  readonly profile: SpeedProfile;
  /** 1 by arc for roads closed to through traffic; a closed arc may still be left or be the goal. */
  readonly closed?: Uint8Array | undefined;
}

/** One arc of a route, or the part of it that is driven. */
export interface RouteLeg {
  readonly arc: number;
  readonly fromMm: number;
  readonly toMm: number;
  /** Time to drive the part, rounded as in `partialMs`. */
  readonly ms: number;
}

interface ArcPoint {
  readonly arc: number;
  readonly offsetMm: number;
}

/** Reusable labels of the forward search, sized for one graph. */
export class RouteWorkspace {
  readonly heap = new ArcHeap();
  /** Time from the origin to the end of the arc. */
  readonly labelMs: Int32Array;
  readonly cameFrom: Int32Array;
  readonly arcStamp: Uint32Array;
  stamp = 0;

  constructor(arcCount: number) {
    this.labelMs = new Int32Array(arcCount);
    this.cameFrom = new Int32Array(arcCount);
    this.arcStamp = new Uint32Array(arcCount);
  }

  begin(): void {
    this.heap.clear();
    if (++this.stamp < 0xffffffff) return;
    this.arcStamp.fill(0);
    this.stamp = 1;
  }
}

const NO_ARC = -1;
/** Keeps the lower bound below the sum of lengths that are rounded to millimetres. */
const LOWER_BOUND_SHARE = 0.99;

/** A* over arcs; the lower bound is the straight line to the goal arc at the profile's top speed. */
export class RouteSearch {
  private readonly arcMs: Uint32Array;
  private readonly origins: ArcPoint[];
  private readonly goals: ArcPoint[];
  private readonly msPerM: number;
  private bestMs = Infinity;
  private bestGoal: ArcPoint | undefined;
  /** Last whole arc before the goal's, or NO_ARC where origin and goal share an arc. */
  private bestBefore = NO_ARC;

  constructor(
    private readonly graph: RoadGraph,
    private readonly work: RouteWorkspace,
    private readonly query: RouteQuery,
  ) {
    this.arcMs = graph.arcMs(query.profile);
    this.origins = arcPoints(query.from);
    this.goals = arcPoints(query.to);
    this.msPerM = (1000 / graph.topSpeedMps(query.profile)) * LOWER_BOUND_SHARE;
  }

  /** The legs of the fastest route, or undefined where there is none. */
  run(): RouteLeg[] | undefined {
    this.work.begin();
    for (const origin of this.origins) this.start(origin);
    const { heap } = this.work;
    while (heap.size > 0 && heap.minKey() < this.bestMs) {
      const key = heap.minKey();
      const arc = heap.pop();
      const labelMs = this.work.labelMs[arc] as number;
      if (key === labelMs + this.lowerBoundMs(arc)) this.expand(arc, labelMs);
    }
    return this.bestGoal && this.legsTo(this.bestGoal);
  }

  private start({ arc, offsetMm }: ArcPoint): void {
    for (const goal of this.goals)
      if (goal.arc === arc && goal.offsetMm >= offsetMm)
        this.arrive(goal, NO_ARC, this.partMs(arc, offsetMm, goal.offsetMm));
    this.label(arc, this.partMs(arc, offsetMm, this.graph.arcLengthMm(arc)), NO_ARC);
  }

  private expand(arc: number, labelMs: number): void {
    const { nextStart, nextArc } = this.graph.arrays;
    const end = nextStart[arc + 1] as number;
    for (let i = nextStart[arc] as number; i < end; i++) {
      const next = nextArc[i] as number;
      for (const goal of this.goals)
        if (goal.arc === next)
          this.arrive(goal, arc, labelMs + this.partMs(next, 0, goal.offsetMm));
      if (this.query.closed?.[next] !== 1)
        this.label(next, labelMs + (this.arcMs[next] as number), arc);
    }
  }

  private arrive(goal: ArcPoint, before: number, ms: number): void {
    if (ms >= this.bestMs) return;
    this.bestMs = ms;
    this.bestGoal = goal;
    this.bestBefore = before;
  }

  private label(arc: number, ms: number, cameFrom: number): void {
    const { arcStamp, labelMs, stamp, heap } = this.work;
    if (arcStamp[arc] === stamp && (labelMs[arc] as number) <= ms) return;
    arcStamp[arc] = stamp;
    labelMs[arc] = ms;
    this.work.cameFrom[arc] = cameFrom;
    heap.push(ms + this.lowerBoundMs(arc), arc);
  }

  private lowerBoundMs(arc: number): number {
    const { nodeLatE7, nodeLonE7 } = this.graph.arrays;
    const head = this.graph.arcHead(arc);
    const lat = nodeLatE7[head] as number;
    const lon = nodeLonE7[head] as number;
    let least = Infinity;
    for (const goal of this.goals) {
      const tail = this.graph.arcTail(goal.arc);
      const metres = greatCircleM(lat, lon, nodeLatE7[tail] as number, nodeLonE7[tail] as number);
      if (metres < least) least = metres;
    }
    return Math.floor(least * this.msPerM);
  }

  private partMs(arc: number, fromMm: number, toMm: number): number {
    return partialMs(this.arcMs[arc] as number, toMm - fromMm, this.graph.arcLengthMm(arc));
  }

  private leg(arc: number, fromMm: number, toMm: number): RouteLeg {
    return { arc, fromMm, toMm, ms: this.partMs(arc, fromMm, toMm) };
  }

  private legsTo(goal: ArcPoint): RouteLeg[] {
    const originMm = (arc: number): number =>
      this.origins.find((origin) => origin.arc === arc)?.offsetMm ?? 0;
    if (this.bestBefore === NO_ARC) return [this.leg(goal.arc, originMm(goal.arc), goal.offsetMm)];
    const legs = [this.leg(goal.arc, 0, goal.offsetMm)];
    for (let arc = this.bestBefore; arc !== NO_ARC; arc = this.work.cameFrom[arc] as number) {
      const isFirst = this.work.cameFrom[arc] === NO_ARC;
      legs.push(this.leg(arc, isFirst ? originMm(arc) : 0, this.graph.arcLengthMm(arc)));
    }
    return legs.reverse();
  }
}

function arcPoints(place: RoadPlace): ArcPoint[] {
  const here = { arc: place.arc, offsetMm: place.offsetMm };
  return place.oppositeArc < 0
    ? [here]
    : [here, { arc: place.oppositeArc, offsetMm: place.oppositeOffsetMm }];
}
