import * as fc from 'fast-check';
import { linkLevel, reconnectDelayMs } from './link-state.js';

describe('linkLevel', () => {
  it.each([
    [null, 'live'],
    [10_000, 'quiet'],
    [7_000, 'quiet'],
    [6_999, 'amber'],
    [0, 'amber'],
    [-1, 'red'],
  ])('lost since %s at 10 s', (since, level) => {
    expect(linkLevel(since, 10_000)).toBe(level);
  });
});

it('reconnectDelayMs grows, is capped, and spreads desks over half of it', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const delayMs = reconnectDelayMs(attempt, random);
        const fullMs = Math.min(3_000, 250 * 2 ** attempt);
        expect(delayMs).toBeGreaterThanOrEqual(Math.floor(fullMs / 2));
        expect(delayMs).toBeLessThanOrEqual(fullMs);
      },
    ),
  );
});
