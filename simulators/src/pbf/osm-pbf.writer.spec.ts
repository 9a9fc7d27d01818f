import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { createOSMStream } from 'osm-pbf-parser-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OsmNode, OsmRelation, OsmWay } from './osm-element.js';
import { OsmPbfWriter } from './osm-pbf.writer.js';

interface Elements {
  nodes: OsmNode[];
  ways: OsmWay[];
  relations: OsmRelation[];
}

function write(elements: Elements): Buffer {
  const chunks: Uint8Array[] = [];
  const writer = new OsmPbfWriter((chunk) => chunks.push(chunk), {
    writingProgram: 'spec',
    bounds: { south: 52, west: -2.5, north: 53, east: -1 },
  });
  for (const node of elements.nodes) writer.node(node);
  for (const way of elements.ways) writer.way(way);
  for (const relation of elements.relations) writer.relation(relation);
  writer.end();
  const bytes = Buffer.concat(chunks);
  expect(writer.bytesWritten).toBe(bytes.length);
  return bytes;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'osm-pbf-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(bytes: Buffer): Promise<Elements> {
  const file = join(folder, 'round-trip.osm.pbf');
  writeFileSync(file, bytes);
  const out: Elements = { nodes: [], ways: [], relations: [] };
  for await (const item of createOSMStream(file, { withTags: true, withInfo: false })) {
    const element = item as { type?: string };
    if (element.type === 'node') out.nodes.push(element as OsmNode & { type: string });
    if (element.type === 'way') out.ways.push(element as OsmWay & { type: string });
    if (element.type === 'relation') out.relations.push(element as OsmRelation & { type: string });
  }
  return out;
}

const tagsArb = fc.option(
  fc.dictionary(
    fc.stringMatching(/^[a-z:_]{1,12}$/),
    fc.string({ minLength: 1, unit: 'grapheme' }),
    {
      minKeys: 1,
      maxKeys: 4,
    },
  ),
  { nil: undefined },
);
const withTags = <T extends object>(row: T, tags: Record<string, string> | undefined) =>
  tags ? { ...row, tags: { ...tags } } : row;
const idsArb = fc
  .uniqueArray(fc.integer({ min: 1, max: 12_000_000_000 }), { maxLength: 40 })
  .map((ids) => ids.sort((a, b) => a - b));

const elementsArb = fc
  .record({ nodeIds: idsArb, wayIds: idsArb, relationIds: idsArb })
  .chain(({ nodeIds, wayIds, relationIds }) =>
    fc.record({
      nodes: fc.tuple(
        ...nodeIds.map((id) =>
          fc
            .tuple(
              fc.integer({ min: -900_000_000, max: 900_000_000 }),
              fc.integer({ min: -1_800_000_000, max: 1_800_000_000 }),
              tagsArb,
            )
            .map(([lat, lon, tags]) => withTags({ id, lat: lat / 1e7, lon: lon / 1e7 }, tags)),
        ),
      ),
      ways: fc.tuple(
        ...wayIds.map((id) =>
          fc
            .tuple(fc.array(fc.integer({ min: 1, max: 12_000_000_000 })), tagsArb)
            .map(([refs, tags]) => withTags({ id, refs }, tags)),
        ),
      ),
      relations: fc.tuple(
        ...relationIds.map((id) =>
          fc
            .tuple(
              fc.array(
                fc.record({
                  type: fc.constantFrom('node' as const, 'way' as const, 'relation' as const),
                  ref: fc.integer({ min: 1, max: 12_000_000_000 }),
                  role: fc.constantFrom('from', 'via', 'to', 'outer', ''),
                }),
              ),
              tagsArb,
            )
            .map(([members, tags]) => withTags({ id, members }, tags)),
        ),
      ),
    }),
  );

describe('OsmPbfWriter', () => {
  it('is read back unchanged by osm-pbf-parser-node', async () => {
    await fc.assert(
      fc.asyncProperty(elementsArb, async (elements) => {
        const back = await read(write(elements));
        const strip = (rows: object[]) => rows.map((row) => ({ ...row, type: undefined }));
        expect(back.nodes.length).toBe(elements.nodes.length);
        back.nodes.forEach((node, i) => {
          const wanted = elements.nodes[i] as OsmNode;
          expect(node.id).toBe(wanted.id);
          expect(Math.round(node.lat * 1e7)).toBe(Math.round(wanted.lat * 1e7));
          expect(Math.round(node.lon * 1e7)).toBe(Math.round(wanted.lon * 1e7));
          expect(node.tags ?? {}).toEqual(wanted.tags ?? {});
        });
        expect(strip(back.ways)).toEqual(strip(elements.ways));
        expect(strip(back.relations)).toEqual(strip(elements.relations));
      }),
      { numRuns: 60, seed: 4711 },
    );
  });

  it('splits more elements than one block holds', async () => {
    const nodes = Array.from({ length: 20_001 }, (_, i) => ({ id: i + 1, lat: 52, lon: i / 1e5 }));
    const back = await read(write({ nodes, ways: [], relations: [] }));
    expect(back.nodes.map((node) => node.id)).toEqual(nodes.map((node) => node.id));
  });

  it('writes the same bytes twice', () => {
    const elements: Elements = {
      nodes: [{ id: 1, lat: 52.48, lon: -1.9, tags: { name: 'Ötztal ✓' } }],
      ways: [{ id: 1, refs: [1, 1], tags: { highway: 'residential' } }],
      relations: [],
    };
    expect(write(elements).equals(write(elements))).toBe(true);
  });

  it('refuses elements out of order', () => {
    const writer = new OsmPbfWriter(() => undefined, { writingProgram: 'spec' });
    writer.node({ id: 2, lat: 0, lon: 0 });
    expect(() => writer.node({ id: 2, lat: 0, lon: 0 })).toThrow(/id 2/);
    writer.way({ id: 1, refs: [2] });
    expect(() => writer.node({ id: 3, lat: 0, lon: 0 })).toThrow(/before ways/);
  });
});
