import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluateSets } from './evaluate.js';

const folder = process.env['MUSTER_TEST_DATA'];
const present = folder !== undefined && existsSync(join(folder, 'linkage', 'febrl1.csv'));
const name = present
  ? 'links the labelled sets above their bars'
  : 'links the labelled sets above their bars (skipped: MUSTER_TEST_DATA names no labelled sets)';

describe('accuracy without labels in training or threshold', () => {
  it.skipIf(!present)(
    name,
    async () => {
      const { sets } = await evaluateSets(
        folder ?? '',
        [],
        () => 0,
        () => undefined,
      );
      const best = (set: string): number => Math.max(sets[set]?.f1 ?? 0, sets[set]?.clusterF1 ?? 0);
      expect(best('febrl1')).toBeGreaterThanOrEqual(0.998);
      expect(best('febrl2')).toBeGreaterThanOrEqual(0.997);
      expect(best('febrl3')).toBeGreaterThanOrEqual(0.996);
      expect(sets['fake_1000']?.clusterF1).toBeGreaterThanOrEqual(0.94);
      expect(sets['fake_1000']?.clusterPrecision).toBeGreaterThanOrEqual(0.99);
    },
    300_000,
  );
});
