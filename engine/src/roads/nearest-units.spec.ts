import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearestUnits } from './nearest-units.js';
import { UnitPlaces } from './unit-places.js';
import { NOT_SEARCHED, searchUnits, SearchWorkspace } from './unit-search.js';
import { buildTinyMap, tinyPlace } from './tiny-map.fixture.js';

const { graph } = buildTinyMap({
  nodes: { a: [0, 0], b: [400, 0], c: [400, 300], d: [0, 300], e: [200, 150] },
  ways: { 1: ['abcd'], 2: ['da'], 3: ['ae', { oneway: 'yes' }], 4: ['ec'], 5: ['be'] },
  restrictions: [[3, 'e', 4, { restriction: 'no_straight_on' }]],
});
const UNITS = 12;
const work = new SearchWorkspace(graph.arcCount, UNITS);

const spot = fc.tuple(fc.integer({ min: -20, max: 420 }), fc.integer({ min: -20, max: 320 }));
const unit = fc.record({
  spot,
  profile: fc.constantFrom(0, 1, NOT_SEARCHED),
  penaltyMs: fc.nat({ max: 60_000 }),
});
const scene = fc.record({
  units: fc.array(unit, { minLength: 1, maxLength: UNITS }),
  incident: spot,
  k: fc.integer({ min: 1, max: 6 }),
});

it('stopping early gives the same units as searching everything', () => {
  fc.assert(
    fc.property(scene, ({ units, incident, k }) => {
      const places = new UnitPlaces(graph.arcCount, UNITS);
      units.forEach(({ spot }, i) => places.place(i, tinyPlace(graph, spot)));
      const profileOf = Uint8Array.from(units, (one) => one.profile);
      const costMs = (i: number, roadMs: number): number => roadMs + (units[i]?.penaltyMs ?? 0);
      const query = { target: tinyPlace(graph, incident), units: places, profileOf, costMs };
      const all = nearestUnits(graph, work, { ...query, k: 1000 });
      expect(all.units).toHaveLength(units.filter((one) => one.profile !== NOT_SEARCHED).length);
      const sorted = [...all.units].sort((a, b) => a.costMs - b.costMs || a.unit - b.unit);
      expect(nearestUnits(graph, work, { ...query, k }).units).toEqual(sorted.slice(0, k));
    }),
  );
});

it('reports each unit once, in order of road time, and says how far it looked', () => {
  const places = new UnitPlaces(graph.arcCount, UNITS);
  for (let i = 0; i < UNITS; i++) places.place(i, tinyPlace(graph, [i * 35, (i * 97) % 300]));
  const seen: number[] = [];
  let lastMs = 0;
  const end = searchUnits(graph, work, {
    target: tinyPlace(graph, [200, 160]),
    profile: 'standard',
    profileIndex: 0,
    units: places,
    profileOf: new Uint8Array(UNITS),
    boundMs: Infinity,
    onUnit: (i, roadMs) => {
      expect(roadMs).toBeGreaterThanOrEqual(lastMs);
      lastMs = roadMs;
      seen.push(i);
      return seen.length < 4 ? Infinity : roadMs;
    },
  });
  expect(new Set(seen).size).toBe(seen.length);
  expect(end.reason).toBe('bound');
  expect(end.frontierMs).toBeGreaterThan(lastMs);
});

it('forgets a unit that is taken off or moved', () => {
  const places = new UnitPlaces(graph.arcCount, 3);
  for (const i of [0, 1, 2]) places.place(i, tinyPlace(graph, [100, 0]));
  places.remove(1);
  places.place(2, tinyPlace(graph, [0, 150]));
  const found = nearestUnits(graph, work, {
    target: tinyPlace(graph, [100, 0]),
    units: places,
    profileOf: new Uint8Array(3),
    k: 3,
    costMs: (_, roadMs) => roadMs,
  });
  expect(found.units.map((one) => one.unit)).toEqual([0, 2]);
  expect([places.has(0), places.has(1), places.has(2)]).toEqual([true, false, true]);
});
