import {
  findRoute,
  nearestUnits,
  NOT_SEARCHED,
  RouteWorkspace,
  SearchWorkspace,
  snapToRoad,
  SPEED_PROFILES,
  UnitPlaces,
  type RoadGraph,
  type RoadPlace,
} from '@muster/engine';
import type { OracleNetwork } from './oracle-network.js';
import { type OracleScene, type SceneQuery, type SceneUnit } from './oracle-scene.js';
import { listSegments, snapByScan, type OraclePlace, type SegmentList } from './oracle-snap.js';
import { laneColumns, OracleTimes, type LaneColumns } from './oracle-times.js';

export interface RankedUnit {
  unit: number;
  roadMs: number;
  costMs: number;
}

export interface Mismatch {
  query: number;
  incident: { lat: number; lon: number };
  engine: RankedUnit[] | string;
  oracle: RankedUnit[] | string;
}

const K = 5;
const ROUTE_EVERY = 10;

/** The engine's side of the comparison: its graph, its index of units, its search. */
export class EngineSide {
  engineMs = 0;
  private readonly places: UnitPlaces;
  private readonly profileOf: Uint8Array;
  private readonly work: SearchWorkspace;
  private readonly routes: RouteWorkspace;
  private readonly closed: Uint8Array;
  private readonly edgeOrder: number[];

  constructor(
    private readonly graph: RoadGraph,
    private readonly units: readonly SceneUnit[],
  ) {
    this.places = new UnitPlaces(graph.arcCount, units.length);
    this.profileOf = new Uint8Array(units.length);
    this.work = new SearchWorkspace(graph.arcCount, units.length);
    this.routes = new RouteWorkspace(graph.arcCount);
    this.closed = new Uint8Array(graph.arcCount);
    this.edgeOrder = edgesByWay(graph);
    units.forEach((_, unit) => this.move(unit));
  }

  move(unit: number): void {
    const snap = snapToRoad(this.graph, (this.units[unit] as SceneUnit).at);
    if (snap) this.places.place(unit, snap);
    else this.places.remove(unit);
  }

  /** Top k, or undefined where the incident is off the network. */
  rank(query: SceneQuery): RankedUnit[] | undefined {
    this.units.forEach((unit, i) => {
      this.profileOf[i] = isEligible(unit, query) ? unit.profile : NOT_SEARCHED;
    });
    this.closed.fill(0);
    for (const number of query.closedEdges) {
      const edge = this.edgeOrder[number] as number;
      this.closed.fill(1, 2 * edge, 2 * edge + 2);
    }
    const target = snapToRoad(this.graph, query.incident);
    if (!target) return undefined;
    const started = performance.now();
    const found = nearestUnits(this.graph, this.work, {
      target,
      units: this.places,
      profileOf: this.profileOf,
      closed: this.closed,
      k: K,
      costMs: (unit, roadMs) => roadMs + (this.units[unit] as SceneUnit).penaltyMs,
    });
    this.engineMs += performance.now() - started;
    return [...found.units];
  }

  /** Time of the forward route of a unit to the incident; it must equal the backward search's. */
  routeMs(unit: number, query: SceneQuery): number {
    const { at, profile } = this.units[unit] as SceneUnit;
    const from = snapToRoad(this.graph, at) as RoadPlace;
    const to = snapToRoad(this.graph, query.incident) as RoadPlace;
    const { closed } = this;
    const name = SPEED_PROFILES[profile];
    const result = findRoute(this.graph, this.routes, { from, to, profile: name, closed });
    return result.ok ? result.route.totalMs : Infinity;
  }
}

/** The oracle's side: linear snapping, full sweeps, every unit costed, everything sorted. */
export class OracleSide {
  private readonly segments: SegmentList;
  private readonly columns: LaneColumns;
  private readonly places: (OraclePlace | null)[];

  constructor(
    private readonly network: OracleNetwork,
    private readonly units: readonly SceneUnit[],
  ) {
    this.segments = listSegments(network);
    this.columns = laneColumns(network);
    this.places = units.map((unit) => snapByScan(network, this.segments, unit.at));
  }

  move(unit: number): void {
    const { at } = this.units[unit] as SceneUnit;
    this.places[unit] = snapByScan(this.network, this.segments, at);
  }

  rank(query: SceneQuery): RankedUnit[] | undefined {
    const goal = snapByScan(this.network, this.segments, query.incident);
    if (!goal) return undefined;
    const closed = new Set(query.closedEdges);
    const times = ([0, 1] as const).map((p) => new OracleTimes(this.columns, goal, p, closed));
    const ranked: RankedUnit[] = [];
    this.units.forEach((unit, i) => {
      const place = this.places[i];
      if (!place || !isEligible(unit, query)) return;
      const roadMs = (times[unit.profile] as OracleTimes).from(place);
      if (roadMs < Infinity) ranked.push({ unit: i, roadMs, costMs: roadMs + unit.penaltyMs });
    });
    return ranked.sort((a, b) => a.costMs - b.costMs || a.unit - b.unit).slice(0, K);
  }
}

function isEligible(unit: SceneUnit, { needs }: SceneQuery): boolean {
  return unit.available && (unit.skills & needs) === needs;
}

export interface ComparisonInput {
  graph: RoadGraph;
  network: OracleNetwork;
  scene: OracleScene;
  queries: number;
  onQuery?: (done: number) => void;
}
export interface ComparisonResult {
  mismatches: Mismatch[];
  offNetwork: number;
  routesCompared: number;
  /** Time spent in the engine's search alone. */
  engineMs: number;
}

/** Puts the same scene to both sides, query after query, and collects every difference. */
export function compareSides(input: ComparisonInput): ComparisonResult {
  const { graph, network, scene } = input;
  const sides = {
    engine: new EngineSide(graph, scene.units),
    oracle: new OracleSide(network, scene.units),
  };
  const result: ComparisonResult = {
    mismatches: layoutMismatch(graph, network),
    offNetwork: 0,
    routesCompared: 0,
    engineMs: 0,
  };
  for (let query = 0; query < input.queries; query++) {
    compareOnce(sides, { ...scene.next(), number: query }, result);
    input.onQuery?.(query + 1);
  }
  result.engineMs = sides.engine.engineMs;
  return result;
}

function compareOnce(
  { engine, oracle }: { engine: EngineSide; oracle: OracleSide },
  query: SceneQuery & { number: number },
  result: ComparisonResult,
): void {
  for (const unit of query.moved) {
    engine.move(unit);
    oracle.move(unit);
  }
  const ours = engine.rank(query);
  const theirs = oracle.rank(query);
  const at = { query: query.number, incident: query.incident };
  if (!ours) result.offNetwork++;
  if (!sameRanking(ours, theirs))
    result.mismatches.push({ ...at, engine: ours ?? 'off', oracle: theirs ?? 'off' });
  const best = ours?.[0];
  if (!best || query.number % ROUTE_EVERY !== 0) return;
  result.routesCompared++;
  const routeMs = engine.routeMs(best.unit, query);
  if (routeMs !== best.roadMs)
    result.mismatches.push({ ...at, engine: `route ${routeMs} ms`, oracle: [best] });
}

function sameRanking(a: RankedUnit[] | undefined, b: RankedUnit[] | undefined): boolean {
  if (!a || !b) return a === b;
  return (
    a.length === b.length &&
    a.every((one, i) => one.unit === b[i]?.unit && one.costMs === b[i].costMs)
  );
}

/** The engine's edges in the oracle's order: by way id, then by position along the way. */
function edgesByWay(graph: RoadGraph): number[] {
  const { edgeWayId } = graph.arrays;
  return [...edgeWayId.keys()].sort(
    (a, b) => (edgeWayId[a] as number) - (edgeWayId[b] as number) || a - b,
  );
}

/** Closures name edges by their place in that order, so both sides must have cut the ways alike. */
function layoutMismatch(graph: RoadGraph, network: OracleNetwork): Mismatch[] {
  const order = edgesByWay(graph);
  const same =
    graph.edgeCount === network.pieces.length &&
    network.pieces.every((piece, i) => piece.way === graph.arrays.edgeWayId[order[i] as number]);
  if (same) return [];
  const incident = { lat: 0, lon: 0 };
  const oracle = `${network.pieces.length} pieces`;
  return [{ query: -1, incident, engine: `${graph.edgeCount} edges`, oracle }];
}
