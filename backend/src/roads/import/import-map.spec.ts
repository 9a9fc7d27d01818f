import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapToRoad } from '@muster/engine';
import { importMap, type ImportResult } from './import-map.js';
import type { ImportProgress } from './import-report.js';

const folder = process.env['MUSTER_TEST_DATA'];
const NEWPORT = join(folder ?? '', 'roads', 'newport-gb-2023-06-13.osm.pbf');
const here = folder !== undefined && existsSync(NEWPORT);
const because = here ? '' : ' (skipped: MUSTER_TEST_DATA has no road extracts)';

let cacheDir: string;
beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'muster-map-'));
});
afterAll(() => rm(cacheDir, { recursive: true, force: true }));

async function imported(file = NEWPORT) {
  const result = await importMap(file, cacheDir);
  if (!result.ok) throw new Error(result.detail);
  return result;
}

describe.skipIf(!here)(`importing Newport${because}`, { timeout: 60_000 }, () => {
  it('reads roads, addresses, streets, places and basemap, and says what it read', async () => {
    const seen: ImportProgress[] = [];
    const result = await importMap(NEWPORT, cacheDir, (progress) => seen.push(progress));
    if (!result.ok) throw new Error(result.detail);
    const { report, gazetteer, graph } = result.map;
    expect(report.counts.drivableWays).toBeGreaterThan(6_000);
    expect(report.junctions).toBeGreaterThan(9_500);
    expect(report.mainComponentArcs).toBeGreaterThan(report.drivableArcs * 0.97);
    expect(report.restrictionsApplied + report.restrictionsUnusable).toBe(77);
    expect(report.counts.restrictionsViaWay).toBe(17);
    expect(gazetteer.addresses.length).toBeGreaterThan(20_000);
    expect(gazetteer.streets.some(({ name }) => name === 'Chepstow Road')).toBe(true);
    expect(gazetteer.places.map(({ name }) => name)).toContain('Newport');
    expect(gazetteer.basemap.some(({ kind }) => kind === 'building')).toBe(false);
    expect(graph.meta.source).toContain(report.fileHash.slice(0, 16));
    expect(new Set(seen.map(({ phase }) => phase))).toEqual(
      new Set(['hash', 'roads', 'nodes', 'build', 'write']),
    );
    expect(seen.every(({ share }) => share >= 0 && share <= 1)).toBe(true);
  });

  it('places every address of the map near a road', async () => {
    const { gazetteer, graph } = (await imported()).map;
    const near = gazetteer.addresses.filter(({ latE7, lonE7 }) =>
      snapToRoad(graph, { lat: latE7 / 1e7, lon: lonE7 / 1e7 }, 200),
    );
    expect(near.length).toBeGreaterThan(gazetteer.addresses.length * 0.99);
  });

  it('takes the second time from the cache, whatever the file is called', async () => {
    const first = await imported();
    const copy = join(cacheDir, 'same.osm.pbf');
    await cp(NEWPORT, copy);
    const second = await imported(copy);
    expect(second.fromCache).toBe(true);
    expect(second.map.graph.version).toBe(first.map.graph.version);
    expect(second.map.gazetteer).toEqual(first.map.gazetteer);
    expect((await readdir(cacheDir)).filter((name) => name.includes('draft'))).toEqual([]);
  });

  it.each(['graph.bin', 'extras.json.gz'])('makes a damaged %s anew', async (name) => {
    const before = await imported();
    const entry = (await readdir(cacheDir)).find((one) => !one.endsWith('.pbf')) as string;
    const path = join(cacheDir, entry, name);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length >> 1));
    const after = await imported();
    expect(after.fromCache).toBe(false);
    expect(after.map.graph.version).toBe(before.map.graph.version);
    expect((await imported()).fromCache).toBe(true);
  });

  it('refuses a file that is cut off', async () => {
    const cut = join(cacheDir, 'cut.osm.pbf');
    const bytes = await readFile(NEWPORT);
    await writeFile(cut, bytes.subarray(0, 1_000_000));
    expect(await importMap(cut, cacheDir)).toMatchObject({ ok: false, reason: 'not-a-map' });
  });
});

describe('a file that is no map', () => {
  const attempt = async (name: string, content: string | Buffer): Promise<ImportResult> => {
    const file = join(cacheDir, name);
    await writeFile(file, content);
    return importMap(file, cacheDir);
  };

  it('is refused with a reason', async () => {
    expect(await importMap(join(cacheDir, 'nowhere'), cacheDir)).toMatchObject({
      ok: false,
      reason: 'no-such-file',
    });
    expect(await importMap(cacheDir, cacheDir)).toMatchObject({ reason: 'no-such-file' });
    expect(await attempt('empty', '')).toMatchObject({ reason: 'not-a-map' });
    expect(await attempt('text', 'hello, this is not a map')).toMatchObject({
      reason: 'not-a-map',
    });
    const long = Buffer.alloc(3_000_000, 0xff);
    expect(await attempt('long', long)).toMatchObject({ reason: 'not-a-map' });
    const zeros = Buffer.alloc(100_000);
    expect(await attempt('zeros', zeros)).toMatchObject({ reason: 'not-a-map' });
  });
});
