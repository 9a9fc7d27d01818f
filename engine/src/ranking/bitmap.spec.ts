import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBits, encodeBits } from './bitmap.js';

describe('bitmap', () => {
  it('gives back the bits, in base64 that others read', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(999)),
        fc.integer({ min: 1000, max: 1010 }),
        (bits, size) => {
          const text = encodeBits(bits, size);
          expect(decodeBits(text)).toEqual([...bits].sort((a, b) => a - b));
          expect(text).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
        },
      ),
    );
  });

  it('is that of RFC 4648: the test vectors, read as bits', () => {
    for (const [plain, base64] of [
      ['f', 'Zg=='],
      ['fo', 'Zm8='],
      ['foo', 'Zm9v'],
      ['foobar', 'Zm9vYmFy'],
    ] as const) {
      const bits = [...plain].flatMap((char, at) =>
        [0, 1, 2, 3, 4, 5, 6, 7]
          .filter((bit) => (char.charCodeAt(0) >> bit) & 1)
          .map((bit) => at * 8 + bit),
      );
      expect(encodeBits(bits, plain.length * 8)).toBe(base64);
      expect(decodeBits(base64)).toEqual(bits);
    }
  });
});
