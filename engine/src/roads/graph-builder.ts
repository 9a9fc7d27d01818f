import { EdgeSplitter, type RoadWay, type SplitEdges } from './edge-splitter.js';
import { encodeRoadGraph } from './graph-codec.js';
import { largestComponent } from './main-component.js';
import type { NodeTable } from './node-table.js';
import { ARC_EXISTS, ARC_MAIN, type RoadGraph, type RoadGraphArrays } from './road-graph.js';
import { buildSegmentGrid, type SegmentGrid } from './segment-grid.js';
import type { SpeedTable } from './speed-table.js';
import { TurnRules, type TurnAdjacency } from './turn-adjacency.js';
import type { TurnRestriction } from './turn-restriction.js';

export interface RoadGraphSource {
  readonly ways: readonly RoadWay[];
  readonly nodes: NodeTable;
  readonly restrictions: readonly TurnRestriction[];
  readonly speedTable: SpeedTable;
  /** What the map was read from, kept in the graph. */
  readonly source: string;
}

export interface RoadGraphBuild {
  readonly graph: RoadGraph;
  readonly restrictionsApplied: number;
  readonly restrictionsUnusable: number;
  readonly drivableArcs: number;
  readonly mainComponentArcs: number;
}

/** Builds the network of drivable arcs from ways whose node coordinates are known. */
export function buildRoadGraph(source: RoadGraphSource): RoadGraphBuild {
  const edges = new EdgeSplitter(source.nodes).split(source.ways);
  const arcs = drivableArcs(edges);
  const turns = new TurnRules(edges, arcs.flags).build(source.restrictions);
  const exists = (arc: number): boolean => ((arcs.flags[arc] as number) & ARC_EXISTS) !== 0;
  const main = largestComponent(turns.nextStart, turns.nextArc, exists);
  let mainComponentArcs = 0;
  main.forEach((member, arc) => {
    if (member === 0 || !exists(arc)) return;
    arcs.flags[arc] = ARC_EXISTS | ARC_MAIN;
    mainComponentArcs++;
  });
  const grid = buildSegmentGrid({
    ...edges,
    includes: (edge) => main[2 * edge] === 1 || main[2 * edge + 1] === 1,
  });
  const arrays = { ...edgeArrays(edges, grid), ...nameArrays(edges), ...arcArrays(arcs, turns) };
  const graph = encodeRoadGraph(arrays, {
    ...graphMeta(source, grid),
    ...extentOf(arrays),
    topSpeedMmS: arcs.topSpeedMmS,
    turnBans: turns.applied,
  });
  return {
    graph,
    restrictionsApplied: turns.applied,
    restrictionsUnusable: turns.unusable,
    drivableArcs: arcs.count,
    mainComponentArcs,
  };
}

interface DrivableArcs {
  readonly flags: Uint8Array;
  /** By profile, then by arc. */
  readonly ms: readonly [Uint32Array, Uint32Array];
  readonly topSpeedMmS: [number, number];
  count: number;
}

function drivableArcs(edges: SplitEdges): DrivableArcs {
  const slots = edges.from.length * 2;
  const arcs: DrivableArcs = {
    flags: new Uint8Array(slots),
    ms: [new Uint32Array(slots), new Uint32Array(slots)],
    topSpeedMmS: [0, 0],
    count: 0,
  };
  edges.way.forEach(({ rule }, edge) => {
    const lengthMm = edges.lengthMm[edge] as number;
    if (rule.forward) addArc(arcs, 2 * edge, lengthMm, rule.forwardSpeedsMmS);
    if (rule.backward) addArc(arcs, 2 * edge + 1, lengthMm, rule.backwardSpeedsMmS);
  });
  return arcs;
}

function addArc(
  arcs: DrivableArcs,
  arc: number,
  lengthMm: number,
  speedsMmS: readonly number[],
): void {
  arcs.flags[arc] = ARC_EXISTS;
  arcs.count++;
  for (const profile of [0, 1] as const) {
    const speed = speedsMmS[profile] as number;
    arcs.ms[profile][arc] = Math.ceil((lengthMm * 1000) / speed);
    arcs.topSpeedMmS[profile] = Math.max(arcs.topSpeedMmS[profile], speed);
  }
}

function arcArrays(arcs: DrivableArcs, turns: TurnAdjacency) {
  return {
    arcFlags: arcs.flags,
    arcStandardMs: arcs.ms[0],
    arcResponseMs: arcs.ms[1],
    nextStart: turns.nextStart,
    nextArc: turns.nextArc,
    prevStart: turns.prevStart,
    prevArc: turns.prevArc,
  } satisfies Partial<RoadGraphArrays>;
}

function edgeArrays(edges: SplitEdges, grid: SegmentGrid) {
  return {
    nodeLatE7: Int32Array.from(edges.nodeLatE7),
    nodeLonE7: Int32Array.from(edges.nodeLonE7),
    edgeFrom: Uint32Array.from(edges.from),
    edgeTo: Uint32Array.from(edges.to),
    edgeLengthMm: Uint32Array.from(edges.lengthMm),
    edgeClass: Uint8Array.from(edges.way, (way) => way.rule.classIndex),
    edgeWayId: Float64Array.from(edges.way, (way) => way.id),
    shapeStart: Uint32Array.from(edges.shapeStart),
    shapeLatE7: Int32Array.from(edges.shapeLatE7),
    shapeLonE7: Int32Array.from(edges.shapeLonE7),
    gridStart: grid.start,
    gridSegment: grid.segment,
  } satisfies Partial<RoadGraphArrays>;
}

function nameArrays(edges: SplitEdges) {
  const numbers = new Map<string, number>();
  const edgeName = Uint32Array.from(edges.way, ({ name }) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  });
  const nameStart = [0];
  const codes: number[] = [];
  for (const name of numbers.keys()) {
    for (let i = 0; i < name.length; i++) codes.push(name.charCodeAt(i));
    nameStart.push(codes.length);
  }
  return { edgeName, nameStart: Uint32Array.from(nameStart), nameText: Uint16Array.from(codes) };
}

function graphMeta(source: RoadGraphSource, grid: SegmentGrid) {
  return {
    source: source.source,
    speedTableVersion: source.speedTable.version,
    highwayClasses: source.speedTable.classes.map((entry) => entry.highway),
    gridCols: grid.cols,
    gridRows: grid.rows,
    gridCellLatE7: grid.cellLatE7,
    gridCellLonE7: grid.cellLonE7,
  };
}

function extentOf({ shapeLatE7, shapeLonE7 }: { shapeLatE7: Int32Array; shapeLonE7: Int32Array }) {
  const span = (values: Int32Array): [number, number] =>
    values.reduce<[number, number]>(
      ([low, high], v) => [Math.min(low, v), Math.max(high, v)],
      values.length === 0 ? [0, 0] : [Infinity, -Infinity],
    );
  const [south, north] = span(shapeLatE7);
  const [west, east] = span(shapeLonE7);
  return { south, west, north, east };
}
