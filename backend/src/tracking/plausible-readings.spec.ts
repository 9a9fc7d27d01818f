import { expect, it } from 'vitest';
import { plausible } from './plausible-readings.js';

const fix = { fixAt: '2026-03-02T20:00:00.000Z', seq: 1, lat: 52.5, lon: -1.9 };

it('keeps what can be true', () => {
  const given = { accuracyM: 8, speedMps: 13.4, courseDeg: 271, batteryPct: 80 };
  expect(plausible({ ...fix, ...given })).toEqual(given);
});

it('leaves out what cannot, and bounds an accuracy that says nothing', () => {
  const given = { accuracyM: 1e300, speedMps: -1, courseDeg: 1e300, batteryPct: 101 };
  expect(plausible({ ...fix, ...given })).toEqual({
    accuracyM: 100_000,
    speedMps: null,
    courseDeg: null,
    batteryPct: null,
  });
});

it('takes a missing reading as unknown', () => {
  expect(plausible({ ...fix, accuracyM: null })).toEqual({
    accuracyM: null,
    speedMps: null,
    courseDeg: null,
    batteryPct: null,
  });
});
