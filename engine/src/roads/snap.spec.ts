import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointOnArc } from './arc-geometry.js';
import { greatCircleM, toE7 } from './great-circle.js';
import { snapToRoad } from './snap.js';
import { buildTinyMap, tinyPoint } from './tiny-map.fixture.js';

const { graph } = buildTinyMap({
  nodes: {
    a: [0, 0],
    b: [900, 30],
    c: [850, 700],
    d: [-40, 640],
    e: [420, 333],
    f: [430, 900],
  },
  ways: { 1: ['abcda'], 2: ['ae'], 3: ['ec', { oneway: 'yes' }], 4: ['def'], 5: ['fc'] },
});

/** Least distance to a fine sampling of every arc: never below the true distance, and close to it. */
function sampledDistanceM(point: { lat: number; lon: number }): number {
  let least = Infinity;
  for (let arc = 0; arc < graph.arcCount; arc += 2)
    for (let share = 0; share <= 1; share += 1 / 256) {
      const on = pointOnArc(graph, arc, share * graph.arcLengthMm(arc));
      const metres = greatCircleM(toE7(point.lat), toE7(point.lon), toE7(on.lat), toE7(on.lon));
      least = Math.min(least, metres);
    }
  return least;
}

const metres = fc.integer({ min: -480, max: 1300 });

describe('snapToRoad', () => {
  it('finds the nearest road', () => {
    fc.assert(
      fc.property(metres, metres, (east, north) => {
        const point = tinyPoint(east, north);
        const snap = snapToRoad(graph, point);
        const sampled = sampledDistanceM(point);
        if (!snap) return sampled > 499;
        return snap.distanceM <= sampled + 0.02 && sampled <= snap.distanceM + 3;
      }),
      { numRuns: 60 },
    );
  });

  it('tells where along the arc the point lies, and the opposite arc of a two-way street', () => {
    fc.assert(
      fc.property(metres, metres, (east, north) => {
        const snap = snapToRoad(graph, tinyPoint(east, north));
        if (!snap) return;
        const on = pointOnArc(graph, snap.arc, snap.offsetMm);
        const offM = greatCircleM(toE7(on.lat), toE7(on.lon), toE7(snap.lat), toE7(snap.lon));
        expect(offM).toBeLessThan(0.05);
        const oneWay = graph.arrays.edgeWayId[snap.arc >>> 1] === 3;
        expect(snap.oppositeArc).toBe(oneWay ? -1 : snap.arc ^ 1);
        if (!oneWay)
          expect(snap.offsetMm + snap.oppositeOffsetMm).toBe(graph.arcLengthMm(snap.arc));
      }),
      { numRuns: 200 },
    );
  });

  it('refuses a point farther than the limit, near or at the other end of the world', () => {
    expect(snapToRoad(graph, tinyPoint(450, -600))).toBeUndefined();
    expect(snapToRoad(graph, tinyPoint(450, -600), 1000)?.distanceM).toBeGreaterThan(500);
    expect(snapToRoad(graph, { lat: -33.9, lon: 151.2 })).toBeUndefined();
    expect(snapToRoad(graph, { lat: 0, lon: 0 })).toBeUndefined();
  });
});
