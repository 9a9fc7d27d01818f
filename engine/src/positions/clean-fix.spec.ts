import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanFix, newDeviceTrack, type DeviceTrack, type RawFix } from './clean-fix.js';
import { FIX_LIMITS } from './fix-limits.js';

const bounds = { south: 52.35, west: -2.2, north: 52.7, east: -1.4 };
const nowMs = Date.parse('2026-11-24T20:00:00.000Z');
const context = { nowMs, bounds };
const fixAt = (agoMs: number): string => new Date(nowMs - agoMs).toISOString();
const at = (agoMs: number, lat = 52.48, lon = -1.9, seq = 1): RawFix => ({
  fixAt: fixAt(agoMs),
  seq,
  lat,
  lon,
});

/** Feeds fixes one after the other; returns each verdict. */
function feed(fixes: readonly RawFix[]): { verdicts: string[]; track: DeviceTrack } {
  let track: DeviceTrack = newDeviceTrack();
  const verdicts = fixes.map((fix) => {
    const cleaned = cleanFix(track, fix, context);
    track = cleaned.track;
    return cleaned.reason ?? cleaned.verdict;
  });
  return { verdicts, track };
}

describe('cleanFix', () => {
  it.each([
    ['NOT_A_NUMBER', at(0, Number.NaN)],
    ['NOT_A_NUMBER', at(0, 52.48, Number.POSITIVE_INFINITY)],
    ['NOT_A_NUMBER', { ...at(0), fixAt: 'yesterday' }],
    ['NULL_ISLAND', at(0, 0, 0)],
    ['NULL_ISLAND', at(0, 0.00005, -0.00005)],
    ['SWAPPED_LAT_LON', at(0, -1.9, 52.48)],
    ['OUTSIDE_AREA', at(0, 51.5, -0.12)],
    ['OUT_OF_RANGE', at(0, 95, 0)],
    ['IN_FUTURE', at(-120_001)],
    ['TOO_OLD', at(FIX_LIMITS.historyMs + 1)],
    ['MOCKED', { ...at(0), mock: true }],
  ])('refuses %s', (reason, fix) => {
    expect(cleanFix(newDeviceTrack(), fix, context)).toEqual({
      verdict: 'refused',
      reason,
      track: newDeviceTrack(),
    });
  });

  it('accepts up to the limits: 120 s ahead, and the margin around the area', () => {
    expect(cleanFix(newDeviceTrack(), at(-120_000), context).verdict).toBe('live');
    expect(cleanFix(newDeviceTrack(), at(0, 52.7 + 0.17, -1.9), context).verdict).toBe('live');
    expect(cleanFix(newDeviceTrack(), at(0, 52.7 + 0.19, -1.9), context).verdict).toBe('refused');
  });

  it('keeps an old fix as history only', () => {
    expect(cleanFix(newDeviceTrack(), at(FIX_LIMITS.liveMs + 1), context)).toEqual({
      verdict: 'history',
      reason: 'TOO_OLD',
      track: newDeviceTrack(),
    });
  });

  it('refuses a jump, then believes three fixes that agree', () => {
    const far = (agoMs: number, seq: number): RawFix => at(agoMs, 52.6, -1.6, seq);
    const { verdicts, track } = feed([
      at(60_000, 52.48, -1.9, 1),
      far(50_000, 2),
      far(40_000, 3),
      far(30_000, 4),
      far(20_000, 5),
    ]);
    expect(verdicts).toEqual(['live', 'TELEPORT', 'TELEPORT', 'live', 'live']);
    expect(track.doubted).toEqual([]);
  });

  it('does not let single jumps add up when the true place is reported between them', () => {
    const fixes = Array.from({ length: 30 }, (_, i) =>
      i % 2 === 0 ? at(60_000 - i * 1000, 52.48, -1.9, i) : at(60_000 - i * 1000, 52.6, -1.6, i),
    );
    expect(feed(fixes).verdicts).toEqual(fixes.map((_, i) => (i % 2 === 0 ? 'live' : 'TELEPORT')));
  });

  it('never moves the marker back, whatever comes in whatever order', () => {
    const anyFix = fc.record({
      agoMs: fc.integer({ min: -200_000, max: 4_000_000 }),
      lat: fc.double({ min: 52.3, max: 52.75, noNaN: true }),
      lon: fc.double({ min: -2.3, max: -1.3, noNaN: true }),
      seq: fc.integer({ min: 0, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(anyFix, { maxLength: 40 }), (fixes) => {
        let track: DeviceTrack = newDeviceTrack();
        for (const { agoMs, lat, lon, seq } of fixes) {
          const before = track.live;
          const cleaned = cleanFix(track, at(agoMs, lat, lon, seq), context);
          track = cleaned.track;
          if (cleaned.verdict !== 'live') expect(track.live).toEqual(before);
          else if (before && track.live) {
            const later = track.live.fixAtMs - before.fixAtMs || track.live.seq - before.seq;
            expect(later).toBeGreaterThan(0);
          }
          expect(track.live?.fixAtMs ?? 0).toBeLessThanOrEqual(nowMs + FIX_LIMITS.futureMs);
          expect(track.doubted.length).toBeLessThan(FIX_LIMITS.believeAfter);
        }
      }),
    );
  });

  it('takes a plausible drive as it is, and the same fix twice only once', () => {
    const step = fc.record({
      dtMs: fc.integer({ min: 500, max: 20_000 }),
      mps: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        let agoMs = 1_000_000;
        let lat = 52.4;
        const fixes = steps.map(({ dtMs, mps }, seq) => {
          agoMs -= dtMs;
          lat += (mps * dtMs) / 1000 / 111_195;
          return at(agoMs, lat, -1.9, seq);
        });
        const twice = fixes.flatMap((fix) => [fix, fix]);
        expect(feed(twice).verdicts).toEqual(fixes.flatMap(() => ['live', 'OUT_OF_ORDER']));
      }),
    );
  });

  it('locks no device out: from any state, three still fixes in the area end live', () => {
    const history = fc.array(
      fc.record({
        agoMs: fc.integer({ min: 10_000, max: 1_000_000 }),
        lat: fc.double({ min: 52.35, max: 52.7, noNaN: true }),
        lon: fc.double({ min: -2.2, max: -1.4, noNaN: true }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(history, (fixes) => {
        const past = fixes.map(({ agoMs, lat, lon }, seq) => at(agoMs, lat, lon, seq));
        const still = [3000, 2000, 1000].map((agoMs, i) => at(agoMs, 52.5, -1.8, 100 + i));
        expect(feed([...past, ...still]).verdicts.at(-1)).toBe('live');
      }),
    );
  });
});
