import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { decodePositionFrame, encodePositionFrame } from './position-frame.js';

const position = fc.record({
  unitNo: fc.integer({ min: 0, max: 4_294_967_295 }),
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
  ageS: fc.integer({ min: 0, max: 65_534 }),
  courseDeg: fc.option(fc.double({ min: 0, max: 359.9, noNaN: true })),
  accuracyM: fc.option(fc.integer({ min: 0, max: 508 })),
});

describe('position frame', () => {
  it('keeps every unit within the resolution of the format', () => {
    fc.assert(
      fc.property(fc.array(position, { maxLength: 50 }), (positions) => {
        const frame = decodePositionFrame(
          encodePositionFrame({ opMs: 1_795_441_800_123, positions }),
        );
        expect(frame.opMs).toBe(1_795_441_800_123);
        expect(frame.positions).toHaveLength(positions.length);
        frame.positions.forEach((got, index) => {
          const sent = positions[index];
          if (!sent) throw new Error('lost a unit');
          expect(got.unitNo).toBe(sent.unitNo);
          expect(Math.abs(got.lat - sent.lat)).toBeLessThanOrEqual(0.51e-7);
          expect(Math.abs(got.lon - sent.lon)).toBeLessThanOrEqual(0.51e-7);
          expect(got.ageS).toBe(sent.ageS);
          expect(got.courseDeg === null).toBe(sent.courseDeg === null);
          expect(got.accuracyM === null).toBe(sent.accuracyM === null);
        });
      }),
    );
  });

  it('refuses a truncated or foreign buffer', () => {
    const whole = encodePositionFrame({
      opMs: 0,
      positions: [{ unitNo: 1, lat: 1, lon: 1, ageS: 0, courseDeg: null, accuracyM: null }],
    });
    expect(() => decodePositionFrame(whole.slice(0, whole.byteLength - 1))).toThrow(RangeError);
    expect(() => decodePositionFrame(new ArrayBuffer(32))).toThrow(RangeError);
  });
});
