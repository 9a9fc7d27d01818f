import { describe, expect, it } from 'vitest';
import { pick, uniform } from '../random/distributions.js';
import { streamFor } from '../random/stream.js';
import { deriveWorld, clusterPoints, type PlacedNetwork } from './derive.js';
import { generateWorld } from './generate.js';
import { townPlan } from './plans/town.plan.js';

function networkOf(junctions: number): PlacedNetwork {
  const { elements, meta } = generateWorld(townPlan(junctions), 4);
  const onRoads = elements.ways
    .filter((way) => way.tags?.['highway'])
    .flatMap((way) => way.refs.map((ref) => elements.nodes[ref - 1]));
  return {
    nodeCount: 30_000,
    bounds: meta.bounds,
    randomPoint: (rng) => {
      const node = pick(rng, onRoads);
      return { lat: node?.lat ?? NaN, lon: node?.lon ?? NaN };
    },
    nearestPlaceName: ({ lat }) => (lat > 52.216 ? 'Northside' : null),
  };
}

describe('deriveWorld', () => {
  const network = networkOf(1200);

  it('describes a network without any plan, the same at the same seed', () => {
    const world = deriveWorld(network, { name: 'extract', seed: 5 });
    expect(world).toEqual(deriveWorld(network, { name: 'extract', seed: 5 }));
    expect(world.origin).toBe('derived');
    expect(world.areas).toHaveLength(2);
    expect(world.stations.length).toBeGreaterThanOrEqual(world.areas.length);
    expect(world.hotSpots.length).toBeGreaterThan(0);
    const { south, west, north, east } = network.bounds;
    for (const { lat, lon } of [...world.stations, ...world.hotSpots]) {
      expect(lat).toBeGreaterThan(south);
      expect(lat).toBeLessThan(north);
      expect(lon).toBeGreaterThan(west);
      expect(lon).toBeLessThan(east);
    }
    const codes = new Set(world.areas.map((area) => area.code));
    expect(world.stations.every((station) => codes.has(station.areaCode))).toBe(true);
  });

  it('never gives two stations one name', () => {
    const names = deriveWorld(network, { name: 'extract', seed: 5 }).stations.map((s) => s.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('finds clusters that lie apart', () => {
    const rng = streamFor(6, 'clusters');
    const points = Array.from({ length: 300 }, (_, i) => ({
      x: (i % 3) * 1000 + uniform(rng, -50, 50),
      y: uniform(rng, -50, 50),
    }));
    const clusters = clusterPoints(points, 3, rng);
    expect(clusters.map((cluster) => cluster.members.length)).toEqual([100, 100, 100]);
  });
});
