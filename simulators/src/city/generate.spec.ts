import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOSMStream } from 'osm-pbf-parser-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OsmNode, OsmRelation, OsmWay } from '../pbf/osm-element.js';
import { generateWorld, type GeneratedWorld } from './generate.js';
import { townPlan } from './plans/town.plan.js';
import { WEST_MIDLANDS_PLAN } from './plans/west-midlands.plan.js';
import { cutOffRoads, readArcs } from './reachability.fixture.js';
import { encodeWorld } from './world-files.js';

const SEEDS = [1, 2, 3];

const drivable = (world: GeneratedWorld): OsmWay[] =>
  world.elements.ways.filter((way) => {
    const highway = way.tags?.['highway'];
    return highway !== undefined && highway !== 'footway';
  });

describe('a generated town', () => {
  const towns = SEEDS.map((seed) => generateWorld(townPlan(400), seed));

  it('has about the size asked for, at each seed', () => {
    for (const { meta } of towns) {
      expect(meta.counts['junctions']).toBeGreaterThan(250);
      expect(meta.counts['junctions']).toBeLessThan(550);
    }
    const large = generateWorld(townPlan(5000), 1).meta.counts;
    expect(large['junctions']).toBeGreaterThan(4500);
    expect(large['junctions']).toBeLessThan(5600);
    expect(large['oneWayShare']).toBeGreaterThan(0.08);
    expect(large['turnBans']).toBeGreaterThan(110);
  });

  it('gives the same bytes for a seed and others for another', () => {
    const again = encodeWorld(generateWorld(townPlan(400), 1));
    const [first, second] = towns.map(encodeWorld);
    expect(Buffer.compare(again, first as Uint8Array)).toBe(0);
    expect(Buffer.compare(again, second as Uint8Array)).not.toBe(0);
  });

  it('refers to elements that exist and leaves no road without length', () => {
    for (const world of towns) {
      const { nodes, ways, relations } = world.elements;
      const nodeIds = new Set(nodes.map((node) => node.id));
      const wayIds = new Set(ways.map((way) => way.id));
      for (const way of ways) {
        expect(way.refs.length).toBeGreaterThan(1);
        way.refs.forEach((ref, i) => {
          expect(nodeIds.has(ref)).toBe(true);
          if (i > 0) expect(ref).not.toBe(way.refs[i - 1]);
        });
      }
      for (const { members } of relations) {
        for (const { type, ref } of members) {
          expect((type === 'way' ? wayIds : nodeIds).has(ref)).toBe(true);
        }
      }
    }
  });

  it('bans turns where one way ends and the other begins', () => {
    for (const world of towns) {
      const wayById = new Map(world.elements.ways.map((way) => [way.id, way]));
      expect(world.elements.relations.length).toBeGreaterThan(4);
      for (const { members, tags } of world.elements.relations) {
        expect(tags?.['type']).toBe('restriction');
        expect(tags?.['restriction']).toMatch(
          /^(no|only)_(left_turn|right_turn|straight_on|u_turn)$/,
        );
        const via = members.find(({ role }) => role === 'via')?.ref as number;
        for (const role of ['from', 'to']) {
          const way = wayById.get(members.find((m) => m.role === role)?.ref as number) as OsmWay;
          expect([way.refs[0], way.refs[way.refs.length - 1]]).toContain(via);
          expect(way.refs.filter((ref) => ref === via)).toHaveLength(1);
        }
      }
    }
  });

  it('lets every road be reached from and lead to every other without breaking a ban', () => {
    for (const world of towns) {
      expect(cutOffRoads(readArcs(world.elements))).toEqual([]);
    }
  });

  it('has one-ways, roundabouts, dead ends and footpaths', () => {
    for (const world of towns) {
      const roads = drivable(world);
      expect(roads.some((way) => way.tags?.['oneway'] === 'yes')).toBe(true);
      expect(roads.some((way) => way.tags?.['highway'] === 'service')).toBe(true);
      expect(world.elements.ways.some((way) => way.tags?.['highway'] === 'footway')).toBe(true);
    }
    const rings = drivable(generateWorld(townPlan(5000), 1)).filter(
      (way) => way.tags?.['junction'] === 'roundabout',
    );
    expect(rings.length).toBeGreaterThan(5);
    for (const way of rings) expect(way.refs[0]).toBe(way.refs[way.refs.length - 1]);
  });

  it('puts every address on a street of that name', () => {
    for (const world of towns) {
      const names = new Set(drivable(world).map((way) => way.tags?.['name']));
      const addresses = world.elements.nodes.filter((node) => node.tags?.['addr:housenumber']);
      expect(addresses.length).toBeGreaterThan(400);
      for (const { tags } of addresses) {
        expect(names.has(tags?.['addr:street'])).toBe(true);
        expect(tags?.['addr:postcode']).toMatch(/^[A-Z]{1,2}\d{1,2} \d[A-Z]{2}$/);
      }
    }
  });
});

describe('the file of a town', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'town-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is read back element by element', async () => {
    const world = generateWorld(townPlan(400), 9);
    const file = join(folder, 'town.osm.pbf');
    writeFileSync(file, encodeWorld(world));
    const back: { node: OsmNode[]; way: OsmWay[]; relation: OsmRelation[] } = {
      node: [],
      way: [],
      relation: [],
    };
    for await (const item of createOSMStream(file, { withTags: true, withInfo: false })) {
      const element = item as { type?: 'node' | 'way' | 'relation' };
      if (element.type) (back[element.type] as object[]).push(element);
    }
    expect(back.way).toEqual(world.elements.ways.map((way) => ({ type: 'way', ...way })));
    expect(back.relation).toEqual(
      world.elements.relations.map((relation) => ({ type: 'relation', ...relation })),
    );
    expect(back.node).toHaveLength(world.elements.nodes.length);
    const off = back.node.map((node, i) => {
      const wanted = world.elements.nodes[i] as OsmNode;
      expect(node.tags).toEqual(wanted.tags);
      return Math.max(Math.abs(node.lat - wanted.lat), Math.abs(node.lon - wanted.lon));
    });
    expect(Math.max(...off)).toBeLessThan(1e-7);
  });
});

describe('the demo world', () => {
  const world = generateWorld(WEST_MIDLANDS_PLAN, 1);

  it('has the size of the real network', () => {
    const { counts } = world.meta;
    expect(counts['junctions']).toBeGreaterThan(95_000);
    expect(counts['junctions']).toBeLessThan(110_000);
    expect(counts['turnBans']).toBeGreaterThan(2300);
    expect(counts['oneWayShare']).toBeGreaterThan(0.1);
    expect(counts['addresses']).toBeGreaterThan(120_000);
  });

  it('has the towns, the motorways and seven areas with stations', () => {
    const named = new Set(
      world.elements.nodes.filter((n) => n.tags?.['place']).map((n) => n.tags?.['name']),
    );
    for (const town of [
      'Birmingham',
      'Coventry',
      'Wolverhampton',
      'Dudley',
      'Walsall',
      'Solihull',
    ]) {
      expect(named).toContain(town);
    }
    const refs = new Set(drivable(world).map((way) => way.tags?.['ref']));
    for (const ref of ['M6', 'M5', 'M42', 'M54', 'A45', 'A38', 'A41']) expect(refs).toContain(ref);
    expect(world.meta.areas).toHaveLength(7);
    for (const { code } of world.meta.areas) {
      expect(world.meta.stations.some((station) => station.areaCode === code)).toBe(true);
    }
  });

  it('is strongly connected under its one-ways and bans', () => {
    expect(cutOffRoads(readArcs(world.elements))).toEqual([]);
  });
});
