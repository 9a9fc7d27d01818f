import type { MapObjects, MapNode, MapWay } from './osm-objects.js';
import { bansByNode, roadOf, stopsCars, type OracleBan, type OracleRoad } from './oracle-rules.js';

/** A stretch of road between two junctions, in the direction of its way. */
export interface Piece {
  way: number;
  nodes: MapNode[];
  /** Metres of each segment in whole mm. */
  segmentMm: number[];
  lengthMm: number;
  road: OracleRoad;
}

/** One driving direction of a piece. */
export interface Lane {
  piece: number;
  reversed: boolean;
  startNode: number;
  endNode: number;
  /** [standard, response] */
  ms: [number, number];
  /** Lanes that may follow. */
  next: number[];
  previous: number[];
  main: boolean;
}

export interface OracleNetwork {
  pieces: Piece[];
  lanes: Lane[];
  /** Lanes by piece: [along, against], -1 where not driven. */
  lanesOfPiece: [number, number][];
}

export const e7 = (degrees: number): number => Math.round(degrees * 1e7);

export function distanceMm(a: MapNode, b: MapNode): number {
  const radians = (value: number): number => (value / 1e7) * (Math.PI / 180);
  const [latA, latB] = [radians(e7(a.lat)), radians(e7(b.lat))];
  const halfLat = (latB - latA) / 2;
  const halfLon = (radians(e7(b.lon)) - radians(e7(a.lon))) / 2;
  const chord = Math.sin(halfLat) ** 2 + Math.cos(latA) * Math.cos(latB) * Math.sin(halfLon) ** 2;
  return Math.round(2 * 6371008.8 * 1000 * Math.asin(Math.sqrt(chord)));
}

/** Makes the network of a map by the rules in engine/src/roads/README.md. */
export function oracleNetwork(map: MapObjects): OracleNetwork {
  const pieces = cutPieces(map);
  const lanes: Lane[] = [];
  const lanesOfPiece = pieces.map((piece, index): [number, number] => [
    piece.road.along ? lanes.push(laneOf(piece, index, false)) - 1 : -1,
    piece.road.against ? lanes.push(laneOf(piece, index, true)) - 1 : -1,
  ]);
  const network = { pieces, lanes, lanesOfPiece };
  const blocked = new Set(map.nodes.filter((n) => stopsCars(n.tags)).map((n) => n.id));
  connect(network, bansByNode(map.relations), blocked);
  markMain(lanes);
  return network;
}

function cutPieces(map: MapObjects): Piece[] {
  const nodes = new Map(map.nodes.map((node) => [node.id, node]));
  const roads = map.ways
    .map((way) => ({ way, road: roadOf(way.tags) }))
    .filter((entry): entry is { way: MapWay; road: OracleRoad } => entry.road !== null)
    .sort((a, b) => a.way.id - b.way.id);
  const stretches = roads.flatMap(({ way, road }) =>
    knownStretches(way, nodes).map((stretch) => ({ way: way.id, road, stretch })),
  );
  const passes = new Map<number, number>();
  const ends = new Set<number>();
  for (const { stretch } of stretches) {
    for (const node of stretch) passes.set(node.id, (passes.get(node.id) ?? 0) + 1);
    ends.add((stretch[0] as MapNode).id).add((stretch.at(-1) as MapNode).id);
  }
  const isJunction = (node: MapNode): boolean =>
    ends.has(node.id) || (passes.get(node.id) ?? 0) >= 2 || stopsCars(node.tags);
  return stretches.flatMap(({ way, road, stretch }) =>
    cutAt(stretch, isJunction).map((part) => pieceOf(way, road, part)),
  );
}

function knownStretches(way: MapWay, nodes: Map<number, MapNode>): MapNode[][] {
  const stretches: MapNode[][] = [[]];
  for (const ref of way.refs) {
    const node = nodes.get(ref);
    const current = stretches.at(-1) as MapNode[];
    if (!node) stretches.push([]);
    else if (current.at(-1)?.id !== node.id) current.push(node);
  }
  return stretches.filter((stretch) => stretch.length >= 2);
}

function cutAt(stretch: MapNode[], isJunction: (node: MapNode) => boolean): MapNode[][] {
  const parts: MapNode[][] = [];
  let part: MapNode[] = [];
  for (const node of stretch) {
    part.push(node);
    if (part.length < 2 || !isJunction(node)) continue;
    parts.push(part);
    part = [node];
  }
  return parts;
}

function pieceOf(way: number, road: OracleRoad, nodes: MapNode[]): Piece {
  const segmentMm = nodes.slice(1).map((node, i) => distanceMm(nodes[i] as MapNode, node));
  const total = segmentMm.reduce((sum, mm) => sum + mm, 0);
  return { way, nodes, segmentMm, lengthMm: Math.max(1, total), road };
}

function laneOf(piece: Piece, index: number, reversed: boolean): Lane {
  const first = (piece.nodes[0] as MapNode).id;
  const last = (piece.nodes.at(-1) as MapNode).id;
  const speed = reversed ? piece.road.speedAgainst : piece.road.speedAlong;
  return {
    piece: index,
    reversed,
    startNode: reversed ? last : first,
    endNode: reversed ? first : last,
    ms: [
      Math.ceil((piece.lengthMm * 1000) / speed[0]),
      Math.ceil((piece.lengthMm * 1000) / speed[1]),
    ],
    next: [],
    previous: [],
    main: false,
  };
}

function connect(
  { pieces, lanes }: OracleNetwork,
  bans: Map<number, OracleBan[]>,
  blocked: Set<number>,
): void {
  const starting = Map.groupBy(lanes.keys(), (lane) => (lanes[lane] as Lane).startNode);
  const wayOf = (lane: Lane): number => (pieces[lane.piece] as Piece).way;
  lanes.forEach((lane, at) => {
    const here = (bans.get(lane.endNode) ?? []).filter((ban) => ban.from.includes(wayOf(lane)));
    const names = (ban: OracleBan, to: Lane): boolean =>
      ban.to.includes(wayOf(to)) &&
      (wayOf(to) !== wayOf(lane) || ban.turningBack === (to.piece === lane.piece));
    const candidates = starting.get(lane.endNode) ?? [];
    const commanded = candidates.filter((c) =>
      here.some((ban) => ban.only && names(ban, lanes[c] as Lane)),
    );
    const open = candidates.filter(
      (c) =>
        !here.some((ban) => !ban.only && names(ban, lanes[c] as Lane)) &&
        (commanded.length === 0 || commanded.includes(c)),
    );
    lane.next = blocked.has(lane.endNode) ? [] : open.filter((c) => !isBack(lanes, at, c));
    const back = candidates.find((c) => isBack(lanes, at, c));
    if (back === undefined) return;
    const forbidden = here.some((ban) => !ban.only && names(ban, lanes[back] as Lane));
    if (!forbidden && (lane.next.length === 0 || commanded.includes(back))) lane.next.push(back);
  });
  lanes.forEach((lane, at) => {
    for (const next of lane.next) (lanes[next] as Lane).previous.push(at);
  });
}

function isBack(lanes: Lane[], from: number, to: number): boolean {
  return from !== to && lanes[from]?.piece === lanes[to]?.piece;
}

/** Largest set of lanes that all reach each other: forward and backward sweeps from pivots. */
function markMain(lanes: Lane[]): void {
  const left = new Set(lanes.keys());
  let best = new Set<number>();
  while (left.size > best.size) {
    const pivot = left.values().next().value as number;
    const ahead = sweep(lanes, pivot, (lane) => lane.next);
    const behind = sweep(lanes, pivot, (lane) => lane.previous);
    const component = new Set([...ahead].filter((lane) => behind.has(lane)));
    for (const lane of component) left.delete(lane);
    if (component.size > best.size) best = component;
  }
  for (const lane of best) (lanes[lane] as Lane).main = true;
}

function sweep(lanes: Lane[], start: number, step: (lane: Lane) => number[]): Set<number> {
  const seen = new Set([start]);
  for (const lane of seen) for (const other of step(lanes[lane] as Lane)) seen.add(other);
  return seen;
}
