import { describe, expect, it } from 'vitest';
import { streamFor } from '../random/stream.js';
import { HourlyRate } from './arrivals.js';
import { HOUR_OF_WEEK_DEMAND, hourOfWeek, isPartyNight } from './hour-of-week.js';
import { kolmogorovDistance, kolmogorovP, lagOne } from './statistics.js';

const HOUR_MS = 3_600_000;
const FROM = Date.parse('2026-03-02T00:00:00Z');
const TWO_WEEKS = 336 * HOUR_MS;
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const rate = HourlyRate.byHourOfWeek(40);

describe('hour of week', () => {
  it('begins on Monday and has a mean demand of one', () => {
    expect(hourOfWeek(FROM)).toBe(0);
    expect(hourOfWeek(Date.parse('2026-03-08T23:59:59Z'))).toBe(167);
    expect(HOUR_OF_WEEK_DEMAND).toHaveLength(168);
    expect(HOUR_OF_WEEK_DEMAND.reduce((a, b) => a + b, 0)).toBeCloseTo(168, 9);
    expect(isPartyNight(hourOfWeek(Date.parse('2026-03-07T01:00:00Z')))).toBe(true);
    expect(isPartyNight(hourOfWeek(Date.parse('2026-03-05T01:00:00Z')))).toBe(false);
  });
});

describe(`arrivals, seeds ${SEEDS.join(', ')}`, () => {
  const runs = SEEDS.map((seed) => [
    ...rate.events(streamFor(seed, 'arrivals'), FROM, FROM + TWO_WEEKS),
  ]);

  it('are a Poisson process once time is rescaled by the expected count', () => {
    for (const events of runs) {
      const gaps = events.map((at, i) => rate.expected(events[i - 1] ?? FROM, at));
      const distance = kolmogorovDistance(gaps, (x) => 1 - Math.exp(-x));
      expect(kolmogorovP(distance, gaps.length)).toBeGreaterThan(0.001);
      expect(lagOne(gaps).p).toBeGreaterThan(0.001);
    }
  });

  it('have the variance of a Poisson count in every hour, and its mean', () => {
    let squares = 0;
    let hours = 0;
    let total = 0;
    for (const events of runs) {
      total += events.length;
      const counts = new Map<number, number>();
      for (const at of events) {
        const hour = Math.floor(at / HOUR_MS);
        counts.set(hour, (counts.get(hour) ?? 0) + 1);
      }
      for (let hour = FROM / HOUR_MS; hour < (FROM + TWO_WEEKS) / HOUR_MS; hour++) {
        const want = rate.at(hour * HOUR_MS);
        squares += ((counts.get(hour) ?? 0) - want) ** 2 / want;
        hours++;
      }
    }
    expect(squares / hours).toBeGreaterThan(0.95);
    expect(squares / hours).toBeLessThan(1.05);
    const want = runs.length * rate.expected(FROM, FROM + TWO_WEEKS);
    expect(Math.abs(total - want)).toBeLessThan(4 * Math.sqrt(want));
  });

  it('do not depend on when the run ends', () => {
    const short = [...rate.events(streamFor(1, 'arrivals'), FROM, FROM + 5 * HOUR_MS)];
    expect(runs[0]?.slice(0, short.length)).toEqual(short);
  });

  it('give up at the end where the rate is zero', () => {
    const none = new HourlyRate(() => 0);
    expect([...none.events(streamFor(1, 'arrivals'), FROM, FROM + TWO_WEEKS)]).toEqual([]);
  });
});
