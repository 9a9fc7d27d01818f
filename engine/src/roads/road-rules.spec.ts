import { describe, expect, it } from 'vitest';
import type { RoadGraph } from './road-graph.js';
import {
  buildTinyMap,
  tinyRoadMs,
  tinyRoute,
  type TinyMap,
  type TinyTrip,
} from './tiny-map.fixture.js';

/*
 *  Every street is 100 m. e is the crossing in the middle; ways 1..4 form the two-way ring road.
 *
 *   a --- b --- c        1: a b c      2: c f i      3: i h g      4: g d a
 *   |     |     |        5: b e        6: e h        7: d e        8: e f
 *   d --- e --- f
 *   |     |     |
 *   g --- h --- i
 */
const NODES: TinyMap['nodes'] = {
  a: [0, 200],
  b: [100, 200],
  c: [200, 200],
  d: [0, 100],
  e: [100, 100],
  f: [200, 100],
  g: [0, 0],
  h: [100, 0],
  i: [200, 0],
};
const WAYS: TinyMap['ways'] = {
  1: ['abc'],
  2: ['cfi'],
  3: ['ihg'],
  4: ['gda'],
  5: ['be'],
  6: ['eh'],
  7: ['de'],
  8: ['ef'],
};

function town(changes: Partial<TinyMap> = {}): RoadGraph {
  return buildTinyMap({
    ...changes,
    nodes: { ...NODES, ...changes.nodes },
    ways: { ...WAYS, ...changes.ways },
  }).graph;
}

/** Both searches must agree before the route is looked at. */
function route(graph: RoadGraph, trip: TinyTrip) {
  const found = tinyRoute(graph, trip);
  expect(tinyRoadMs(graph, trip)).toBe(found?.ms);
  return found;
}

const FROM_WEST: TinyTrip = { from: [20, 100], to: [180, 100] };
const WEST_TO_NORTH: TinyTrip = { from: [20, 100], to: [100, 150] };
const only = (value: string): Record<string, string> => ({ restriction: value });

describe('directions', () => {
  it('goes straight over the crossing where nothing forbids it', () => {
    expect(route(town(), FROM_WEST)).toMatchObject({ metres: 160, ways: [7, 8] });
  });

  it('obeys oneway against and lets it be driven along', () => {
    const graph = town({ ways: { 8: ['ef', { oneway: '-1' }] } });
    expect(route(graph, FROM_WEST)?.ways).toEqual([7, 5, 1, 2, 8]);
    expect(route(graph, { from: [180, 100], to: [20, 100] })?.ways).toEqual([8, 7]);
  });

  it('takes a roundabout and a motorway as one-way unless tagged otherwise', () => {
    for (const implied of [{ junction: 'roundabout' }, { highway: 'motorway' }]) {
      const back: TinyTrip = { from: [180, 100], to: [120, 100] };
      expect(route(town({ ways: { 8: ['ef', implied] } }), back)?.metres).toBeGreaterThan(300);
      expect(route(town({ ways: { 8: ['ef', { ...implied, oneway: 'no' }] } }), back)?.metres).toBe(
        60,
      );
    }
  });

  it('leaves out a reversible way, an area and a way closed to cars', () => {
    const closing = [{ oneway: 'reversible' }, { area: 'yes' }, { motor_vehicle: 'no' }];
    for (const tags of closing)
      expect([...town({ ways: { 8: ['ef', tags] } }).arrays.edgeWayId]).not.toContain(8);
  });

  it('lets emergency access open a way that is closed to others', () => {
    const graph = town({ ways: { 8: ['ef', { access: 'no', emergency: 'yes' }] } });
    expect(route(graph, FROM_WEST)?.ways).toEqual([7, 8]);
  });
});

describe('turn restrictions', () => {
  it('no_left_turn forbids exactly that turn', () => {
    const graph = town({ restrictions: [[7, 'e', 5, only('no_left_turn')]] });
    expect(route(graph, WEST_TO_NORTH)?.ways).not.toEqual([7, 5]);
    expect(route(graph, FROM_WEST)?.ways).toEqual([7, 8]);
    expect(route(graph, { from: [180, 100], to: [100, 150] })?.ways).toEqual([8, 5]);
  });

  it('only_straight_on forbids all others from that road, and none from elsewhere', () => {
    const graph = town({ restrictions: [[7, 'e', 8, only('only_straight_on')]] });
    expect(route(graph, FROM_WEST)?.ways).toEqual([7, 8]);
    expect(route(graph, WEST_TO_NORTH)?.ways).not.toEqual([7, 5]);
    expect(route(graph, { from: [20, 100], to: [100, 50] })?.ways).not.toEqual([7, 6]);
    expect(route(graph, { from: [100, 180], to: [100, 50] })?.ways).toEqual([5, 6]);
  });

  it('adds up several only_ restrictions on one road, less what is forbidden', () => {
    const graph = town({
      restrictions: [
        [7, 'e', 8, only('only_straight_on')],
        [7, 'e', 5, only('only_left_turn')],
        [7, 'e', 8, only('no_straight_on')],
      ],
    });
    expect(route(graph, WEST_TO_NORTH)?.ways).toEqual([7, 5]);
    expect(route(graph, FROM_WEST)?.ways).not.toEqual([7, 8]);
  });

  it.each(['emergency', 'motorcar', 'bus;motor_vehicle'])('is lifted by except=%s', (except) => {
    const tags = { restriction: 'no_left_turn', except };
    const graph = town({ restrictions: [[7, 'e', 5, tags]] });
    expect(route(graph, WEST_TO_NORTH)?.ways).toEqual([7, 5]);
  });

  it('is not lifted by except=psv, and not applied where only lorries are meant', () => {
    const psv = town({
      restrictions: [[7, 'e', 5, { restriction: 'no_left_turn', except: 'psv' }]],
    });
    expect(route(psv, WEST_TO_NORTH)?.ways).not.toEqual([7, 5]);
    const lorries = town({ restrictions: [[7, 'e', 5, { 'restriction:hgv': 'no_left_turn' }]] });
    expect(route(lorries, WEST_TO_NORTH)?.ways).toEqual([7, 5]);
  });
});

describe('turning back', () => {
  /** Way 9 is a dead end north of c; j its end. */
  const withSpur = (changes: Partial<TinyMap> = {}): RoadGraph =>
    town({
      ...changes,
      nodes: { j: [200, 300], ...changes.nodes },
      ways: { 9: ['cj', { oneway: 'no' }], ...changes.ways },
    });

  it('is refused at a junction: the way round is taken', () => {
    // One-way up to the crossing from the west leaves only a U-turn or the way round.
    const graph = town({ ways: { 7: ['de', { oneway: 'yes' }] } });
    const trip: TinyTrip = { from: [60, 100], to: [40, 100] };
    expect(route(graph, trip)?.metres).toBeGreaterThan(300);
  });

  it('is allowed at a dead end, and where a barrier stops cars', () => {
    const spur = withSpur({ ways: { 2: ['cfi', { oneway: 'yes' }] } });
    expect(spur.meta.turnBans).toBe(0);
    const deadEndArc = [...Array(spur.arcCount).keys()].find(
      (arc) => spur.arrays.edgeWayId[arc >>> 1] === 9 && (arc & 1) === 0,
    ) as number;
    const { nextStart, nextArc } = spur.arrays;
    expect([...nextArc.slice(nextStart[deadEndArc], nextStart[deadEndArc + 1])]).toEqual([
      deadEndArc ^ 1,
    ]);
    const barrier = town({
      nodes: { k: [150, 100, { barrier: 'bollard' }] },
      ways: { 8: ['ekf'] },
    });
    expect(route(barrier, FROM_WEST)?.ways).not.toEqual([7, 8]);
    expect(route(barrier, { from: [20, 100], to: [140, 100] })?.ways).toEqual([7, 8]);
  });

  it('is refused where no_u_turn forbids it even at a dead end', () => {
    const graph = withSpur({ restrictions: [[9, 'j', 9, only('no_u_turn')]] });
    const { nextStart } = graph.arrays;
    const intoSpur = [...Array(graph.arcCount).keys()].find(
      (arc) => graph.arrays.edgeWayId[arc >>> 1] === 9 && graph.arcExists(arc) && (arc & 1) === 0,
    ) as number;
    expect(nextStart[intoSpur]).toBe(nextStart[intoSpur + 1]);
  });

  it('is possible at the start: a unit on a two-way street may set off either way', () => {
    expect(route(town(), { from: [60, 100], to: [40, 100] })).toMatchObject({ metres: 20 });
  });
});

describe('one arc', () => {
  const oneWay = town({ ways: { 8: ['ef', { oneway: 'yes' }] } });

  it('with the incident ahead takes the piece between', () => {
    expect(route(oneWay, { from: [120, 100], to: [170, 100] })).toMatchObject({ metres: 50 });
    expect(route(oneWay, { from: [150, 100], to: [150, 100] })).toMatchObject({ metres: 0, ms: 0 });
  });

  it('with the incident behind on a one-way street drives round', () => {
    const found = route(oneWay, { from: [170, 100], to: [120, 100] });
    expect(found).toMatchObject({ metres: 350, ways: [8, 2, 1, 5, 8] });
  });
});

describe('closures', () => {
  const graph = town();
  const closed = new Uint8Array(graph.arcCount);
  for (let arc = 0; arc < graph.arcCount; arc++)
    if (graph.arrays.edgeWayId[arc >>> 1] === 8) closed[arc] = 1;

  it('are driven round', () => {
    const past: TinyTrip = { from: [20, 100], to: [200, 120], closed };
    expect(route(graph, past)?.ways).toEqual([7, 5, 1, 2]);
  });

  it('may be left by a unit on them and reached by one sent to them', () => {
    expect(route(graph, { from: [150, 100], to: [20, 100], closed })?.ways).toEqual([8, 7]);
    expect(route(graph, { ...FROM_WEST, closed })?.ways).toEqual([7, 8]);
  });
});

describe('main component', () => {
  it('keeps units off a road that cannot be left', () => {
    const graph = town({ nodes: { x: [100, 120], y: [150, 120] }, ways: { 10: ['xy'] } });
    expect(route(graph, { from: [125, 121], to: [20, 100] })?.ways).toEqual([8, 7]);
  });
});
