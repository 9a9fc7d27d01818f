import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ArcHeap } from './arc-heap.js';

it('gives back whatever was put in, smallest key first, also when it has to grow', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 300 }), (keys) => {
      const heap = new ArcHeap(4);
      keys.forEach((key, item) => heap.push(key, item));
      const out: number[] = [];
      const items = new Set<number>();
      while (heap.size > 0) {
        out.push(heap.minKey());
        const item = heap.pop();
        expect(keys[item]).toBe(out.at(-1));
        items.add(item);
      }
      expect(out).toEqual([...keys].sort((a, b) => a - b));
      expect(items.size).toBe(keys.length);
    }),
  );
});
