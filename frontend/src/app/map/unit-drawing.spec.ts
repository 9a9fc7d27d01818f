import * as fc from 'fast-check';
import { blit, spriteRuns } from './pixel-blit.js';
import { LabelSpace, longestRun } from './label-placing.js';
import { clusterPoints } from './unit-clusters.js';
import { fixLook, headingIndex } from './unit-sprites.js';

describe('blit', () => {
  it('copies like a pixel-by-pixel loop with bounds checks, wherever it lies', () => {
    const colour = fc.constantFrom(0, 0xff0000ff, 0x40ffffff, 0x90123456);
    fc.assert(
      fc.property(
        fc.array(colour, { minLength: 9, maxLength: 9 }),
        fc.integer({ min: -4, max: 6 }),
        fc.integer({ min: -4, max: 6 }),
        (sprite, left, top) => {
          const [width, height] = [5, 4];
          const pixels = new Uint32Array(width * height);
          pixels[7] = 0xffabcdef;
          const expected = Uint32Array.from(pixels);
          sprite.forEach((pixel, at) => {
            const [x, y] = [left + (at % 3), top + Math.floor(at / 3)];
            const inside = x >= 0 && y >= 0 && x < width && y < height;
            if (inside && pixel >>> 24 >= 0x60) expected[y * width + x] = pixel;
          });
          blit(
            { pixels, width, height },
            spriteRuns(Uint32Array.from(sprite), 3, width),
            left,
            top,
          );
          expect(pixels).toEqual(expected);
        },
      ),
    );
  });
});

it.each([
  [0, 0],
  [60, 0],
  [61, 1],
  [181, 2],
  [601, 3],
])('a fix of %i s looks %i', (ageS, look) => {
  expect(fixLook(ageS)).toBe(look);
});

it.each([
  [0, 0],
  [90, 4],
  [359, 0],
  [-90, 12],
  [NaN, 0],
])('course %d is heading %i', (course, heading) => {
  expect(headingIndex(course)).toBe(heading);
});

describe('clusterPoints', () => {
  it('loses no point and never hides an emergency', () => {
    const point = fc.record({
      x: fc.integer({ min: 0, max: 300 }),
      y: fc.integer({ min: 0, max: 300 }),
      available: fc.boolean(),
      apart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), (points) => {
        const { clusters, alone } = clusterPoints(points);
        const members = clusters.flatMap((cluster) => cluster.members);
        expect([...members, ...alone].sort((a, b) => a - b)).toEqual(
          points.map((_, index) => index),
        );
        expect(members.some((index) => points[index]?.apart)).toBe(false);
        for (const cluster of clusters) {
          const free = cluster.members.filter((index) => points[index]?.available);
          expect(cluster.available).toBe(free.length);
        }
      }),
    );
  });
});

describe('labels', () => {
  it('do not lie on each other', () => {
    const space = new LabelSpace();
    expect(space.take({ left: 0, top: 0, right: 10, bottom: 10 })).toBe(true);
    expect(space.take({ left: 5, top: 5, right: 15, bottom: 15 })).toBe(false);
    expect(space.take({ left: 11, top: 0, right: 20, bottom: 10 })).toBe(true);
  });

  it('run along the longest piece that holds them, and read from the left', () => {
    expect(longestRun([0, 0, 30, 0, 30, 80], 50)).toMatchObject({ x: 30, y: 40 });
    expect(longestRun([0, 0, 30, 0], 50)).toBeNull();
    const run = longestRun([100, 0, 0, 0], 50);
    expect(Math.abs(run?.angle ?? 9)).toBeLessThanOrEqual(Math.PI / 2);
  });
});
