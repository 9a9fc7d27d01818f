import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpClock, opAtMs } from './op-clock.js';
import type { ClockAnchor } from './op-clock.js';
import { FakeWallClock } from './wall-clock.js';

const START = '2026-03-02T20:00:00.000Z';
const START_MS = new Date(START).getTime();
const ANCHOR: ClockAnchor = {
  anchorOpMs: START_MS,
  anchorWallMs: START_MS,
  speed: 1,
  training: true,
  version: 1,
};

describe('operational time', () => {
  it('runs at its speed from the anchor on', () => {
    const wall = new FakeWallClock(START);
    const op = new OpClock(wall, { ...ANCHOR, anchorOpMs: START_MS + 1000, speed: 60 });
    expect(op.now().toISOString()).toBe('2026-03-02T20:00:01.000Z');
    wall.advance(1000);
    expect(op.now().toISOString()).toBe('2026-03-02T20:01:01.000Z');
  });

  it('stands still while the wall clock is set back, and goes on after', () => {
    const wall = new FakeWallClock(START);
    const op = new OpClock(wall, ANCHOR);
    wall.advance(5000);
    const before = op.nowMs();
    wall.advance(-300_000);
    expect(op.nowMs()).toBe(before);
    wall.advance(300_001);
    expect(op.nowMs()).toBe(before + 1);
  });

  it('follows newer anchors only', () => {
    const wall = new FakeWallClock(START);
    const op = new OpClock(wall, { ...ANCHOR, version: 5 });
    op.follow({ ...ANCHOR, version: 4, speed: 30 });
    op.follow({ ...ANCHOR, version: 5, speed: 30 });
    expect(op.speed).toBe(1);
    op.follow({ ...ANCHOR, version: 6, speed: 30 });
    expect(op.speed).toBe(30);
  });

  it('never runs back, whatever the wall and the anchors do', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('wall' as const), byMs: fc.integer({ min: -1e7, max: 1e7 }) }),
      fc.record({
        kind: fc.constant('anchor' as const),
        opOffsetMs: fc.integer({ min: -1e7, max: 1e7 }),
        wallOffsetMs: fc.integer({ min: -1e7, max: 1e7 }),
        speed: fc.double({ min: 0.1, max: 1000, noNaN: true }),
        version: fc.integer({ min: 1, max: 9 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const wall = new FakeWallClock(START);
        const op = new OpClock(wall, ANCHOR);
        let latest = op.nowMs();
        for (const next of steps) {
          if (next.kind === 'wall') wall.advance(next.byMs);
          else {
            const anchorOpMs = START_MS + next.opOffsetMs;
            const anchorWallMs = START_MS + next.wallOffsetMs;
            const { speed, version } = next;
            op.follow({ anchorOpMs, anchorWallMs, speed, version, training: true });
          }
          const now = op.nowMs();
          expect(now).toBeGreaterThanOrEqual(latest);
          expect(Number.isInteger(now)).toBe(true);
          latest = now;
        }
      }),
    );
  });

  it('is continuous where the speed changes', () => {
    const offsets = fc.integer({ min: 0, max: 1e9 });
    fc.assert(
      fc.property(offsets, fc.double({ min: 0.1, max: 1000, noNaN: true }), (atMs, speed) => {
        const wallMs = START_MS + atMs;
        const before = opAtMs({ ...ANCHOR, speed: 7 }, wallMs);
        const after = { ...ANCHOR, anchorOpMs: before, anchorWallMs: wallMs, speed };
        expect(opAtMs(after, wallMs)).toBe(before);
      }),
    );
  });
});
