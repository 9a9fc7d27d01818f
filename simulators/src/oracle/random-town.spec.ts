import { describe, expect, it } from 'vitest';
import { streamFor, type RandomStream } from '../random/stream.js';
import { compareSides } from './comparison.js';
import { engineNetwork } from './engine-network.js';
import { oracleNetwork } from './oracle-network.js';
import { OracleScene } from './oracle-scene.js';
import type { MapNode, MapObjects, MapRelation, MapWay } from './osm-objects.js';

const SIZE = 7;
const TOWNS = 40;
const SEED = 7;

function pick<T>(random: RandomStream, from: readonly T[]): T {
  return from[random.int(0, from.length - 1)] as T;
}

/** Tags that touch every rule: classes, limits, directions, access, junctions. */
function randomTags(random: RandomStream): Record<string, string> {
  const tags: Record<string, string> = {
    highway: pick(random, ['residential', 'primary', 'service', 'unclassified', 'motorway']),
  };
  const maybe = (chance: number, key: string, values: readonly string[]): void => {
    if (random.next() < chance) tags[key] = pick(random, values);
  };
  maybe(0.3, 'oneway', ['yes', '-1', 'no', '1', 'reverse', 'reversible', 'alternating']);
  maybe(0.3, 'maxspeed', ['20 mph', '30', 'national', 'signals', '40 mph;30 mph', 'constructor']);
  maybe(0.1, 'maxspeed:forward', ['10 mph', '50 km/h']);
  maybe(0.1, 'maxspeed:backward', ['60 mph', 'none']);
  maybe(0.15, 'access', ['private', 'no', 'customers', 'yes']);
  maybe(0.05, 'motor_vehicle', ['yes', 'no', 'delivery']);
  maybe(0.05, 'emergency', ['yes', 'no']);
  maybe(0.05, 'junction', ['roundabout', 'circular']);
  maybe(0.02, 'area', ['yes']);
  return tags;
}

const RESTRICTIONS = [
  'no_left_turn',
  'no_right_turn',
  'no_u_turn',
  'only_straight_on',
  'only_left_turn',
  'only_u_turn',
];

function randomRestriction(random: RandomStream, id: number, map: MapObjects): MapRelation {
  const used = new Set(map.ways.flatMap((way) => way.refs));
  const via = pick(
    random,
    map.nodes.filter((node) => used.has(node.id)),
  );
  const touching = map.ways.filter((way) => way.refs.includes(via.id));
  const tags: Record<string, string> = {
    type: 'restriction',
    restriction: pick(random, RESTRICTIONS),
  };
  if (random.next() < 0.1) tags['except'] = pick(random, ['emergency', 'psv', 'bus;motorcar']);
  const from = pick(random, touching);
  const to = random.next() < 0.2 ? from : pick(random, touching);
  const members = [
    { type: 'way', ref: from.id, role: 'from' },
    { type: 'node', ref: via.id, role: 'via' },
    { type: 'way', ref: to.id, role: 'to' },
  ];
  return { type: 'relation', id, tags, members };
}

/** A crooked grid of streets with loops and dead ends; the rim keeps it in one piece. */
function randomTown(random: RandomStream): MapObjects {
  const id = (row: number, col: number): number => 1 + row * SIZE + col;
  const nodes: MapNode[] = [];
  for (let row = 0; row < SIZE; row++)
    for (let col = 0; col < SIZE; col++) {
      const lat = 52.4 + (row + random.next() * 0.5) * 0.001;
      const lon = -1.9 + (col + random.next() * 0.5) * 0.0016;
      const barrier = random.next() < 0.04 ? { tags: { barrier: 'bollard' } } : {};
      nodes.push({ type: 'node', id: id(row, col), lat, lon, ...barrier });
    }
  const ways: MapWay[] = [];
  const addWay = (refs: number[], tags: Record<string, string>): void => {
    ways.push({ type: 'way', id: 1000 - ways.length, refs, tags });
  };
  const along = [...Array(SIZE).keys()];
  const last = SIZE - 1;
  addWay([...along.map((i) => id(0, i)), ...along.map((i) => id(i, last))], {
    highway: 'tertiary',
  });
  addWay([...along.map((i) => id(i, 0)), ...along.map((i) => id(last, i))], {
    highway: 'tertiary',
  });
  for (const row of along.slice(1, -1))
    for (let col = 0; col < last; col += random.int(1, 3))
      addWay([id(row, col), id(row, col + 1)], randomTags(random));
  for (const col of along.slice(1, -1))
    addWay(
      along.slice(random.int(0, 2), SIZE - random.int(0, 2)).map((row) => id(row, col)),
      randomTags(random),
    );
  addWay([id(2, 2), id(2, 3), id(3, 3), id(3, 2), id(2, 2)], randomTags(random));
  const map: MapObjects = { nodes, ways, relations: [] };
  for (let i = 0; i < 25; i++) map.relations.push(randomRestriction(random, i + 1, map));
  return map;
}

describe('the engine against brute force on random towns', () => {
  it(`agrees on ${TOWNS} towns (seed ${SEED})`, { timeout: 60_000 }, () => {
    let bans = 0;
    for (let town = 0; town < TOWNS; town++) {
      const random = streamFor(SEED, `town-${town}`);
      const map = randomTown(random);
      const graph = engineNetwork(map);
      const network = oracleNetwork(map);
      bans += graph.meta.turnBans;
      const options = { anchors: map.nodes, edgeCount: graph.edgeCount, unitCount: 40 };
      const scene = new OracleScene(random.split('scene'), options);
      const { mismatches } = compareSides({ graph, network, scene, queries: 25 });
      expect(mismatches, `town ${town}`).toEqual([]);
    }
    expect(bans).toBeGreaterThan(TOWNS * 5);
  });
});
