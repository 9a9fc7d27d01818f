import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readFixEntry, writeFixEntry } from './fix-entry.js';

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0);
const reading = fc.option(number);
const entry = fc.record({
  nodeId: fc.uuid(),
  fixes: fc.array(
    fc.record({
      deviceId: fc.uuid(),
      fixAtMs: fc.integer(),
      seq: fc.nat(),
      lat: number,
      lon: number,
      accuracyM: reading,
      speedMps: reading,
      courseDeg: reading,
    }),
  ),
});

it('reads what was written', () => {
  fc.assert(
    fc.property(entry, (given) => {
      expect(readFixEntry(writeFixEntry(given))).toEqual(given);
    }),
  );
});

it('takes nothing that is no entry', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(readFixEntry(text)).toBeUndefined();
    }),
  );
  expect(readFixEntry('{"nodeId":"n","fixes":[{"deviceId":"d","fixAtMs":1}]}')).toBeUndefined();
});
