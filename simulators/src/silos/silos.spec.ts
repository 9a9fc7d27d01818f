import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { household } from './households.js';
import { writeSilos } from './silo-files.js';

const SEED = 7;

describe('silos', () => {
  const folders: string[] = [];
  const made = (seed: number): { folder: string; hash: string } => {
    const folder = mkdtempSync(join(tmpdir(), 'silos-'));
    folders.push(folder);
    writeSilos({ folder, persons: 2000, seed });
    const hash = createHash('sha256');
    for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
    return { folder, hash: hash.digest('hex') };
  };
  afterAll(() => folders.forEach((f) => rmSync(f, { recursive: true })));

  it('are the same bytes for the same seed, and others for another', () => {
    const first = made(SEED);
    expect(made(SEED).hash).toBe(first.hash);
    expect(made(SEED + 1).hash).not.toBe(first.hash);
  });

  it('hold every record of the truth under its own key', () => {
    const { folder } = made(SEED);
    const lines = (file: string): string[] =>
      readFileSync(join(folder, file), 'utf8').trim().split('\n');
    const truth = lines('truth.csv')
      .slice(1)
      .map((line) => line.split(','));
    for (const silo of ['crime', 'custody', 'incidents', 'firearms', 'keepers']) {
      const keys = lines(`${silo}.csv`)
        .slice(1)
        .map((line) => line.split(',')[0]);
      expect(new Set(keys).size).toBe(keys.length);
      const known = truth.filter(([source, , n]) => source === silo && n === '1').map((t) => t[1]);
      expect(known).toEqual(keys);
    }
    expect(lines('intelligence.ndjson').length).toBeGreaterThan(100);
    const several = new Map<string, number>();
    for (const [, , , kind, entity = ''] of truth) {
      if (kind === 'person') several.set(entity, (several.get(entity) ?? 0) + 1);
    }
    expect([...several.values()].filter((n) => n > 1).length).toBeGreaterThan(300);
  });

  it('have twins, father and son of one name, cloned plates and shared addresses', () => {
    const homes = Array.from({ length: 3000 }, (_, i) => household(SEED, i, 3000));
    const pairs = homes.flatMap(({ people }) =>
      people.flatMap((a, i) => people.slice(i + 1).map((b) => [a, b] as const)),
    );
    expect(pairs.some(([a, b]) => a.dob === b.dob && a.given !== b.given)).toBe(true);
    expect(
      pairs.some(([a, b]) => a.given === b.given && a.surname === b.surname && a.dob !== b.dob),
    ).toBe(true);
    const plates = new Map(homes.flatMap((h) => h.vehicles.map((v) => [v.vrm, v] as const)));
    expect(plates.size).toBe(homes.reduce((n, h) => n + h.vehicles.length, 0));
    const clones = homes.flatMap((h) => (h.clone && plates.has(h.clone.vrm) ? [h.clone] : []));
    expect(clones.length).toBeGreaterThan(3);
    for (const clone of clones) expect(clone.make).not.toBe(plates.get(clone.vrm)?.make);
  });
});
