import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { scopeHash } from './scope-hash.js';

const entry = fc.record({
  kind: fc.constantFrom('incident', 'unit'),
  id: fc.uuid(),
  version: fc.integer({ min: 1, max: 999 }),
});

describe('scopeHash', () => {
  it('does not depend on order', () => {
    fc.assert(
      fc.property(fc.array(entry), fc.integer(), (entries, rotation) => {
        const at = entries.length ? Math.abs(rotation) % entries.length : 0;
        expect(scopeHash([...entries.slice(at), ...entries.slice(0, at)])).toBe(scopeHash(entries));
      }),
    );
  });

  it('differs when one version differs', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1 }), (entries) => {
        const first = entries[0];
        if (!first) return;
        expect(scopeHash([{ ...first, version: first.version + 1 }, ...entries.slice(1)])).not.toBe(
          scopeHash(entries),
        );
      }),
    );
  });
});
