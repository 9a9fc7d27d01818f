import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importMap } from './import-map.js';

const XML = `<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6" generator="a > b">
  <!-- a square with a dead end -->
  <node id="1" lat="52.4800" lon="-1.9000"/>
  <node id="2" lat="52.4800" lon="-1.8990"><tag k="place" v="suburb"/><tag k="name" v="Digbeth"/></node>
  <node id="3" lat="52.4810" lon="-1.8990" version="3"></node>
  <node id='4' lat='52.4810' lon='-1.9000'/>
  <node id="5" lat="52.4805" lon="-1.8995">
    <tag k="addr:housenumber" v="7"/><tag k="addr:street" v="King &amp; Queen&#39;s Row"/>
  </node>
  <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
    <tag k="highway" v="residential"/><tag k="name" v="King &amp; Queen&#39;s Row"/></way>
  <way id="11"><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="primary"/></way>
  <relation id="20">
    <member type="way" ref="10" role="from"/><member type="node" ref="3" role="via"/>
    <member type="way" ref="11" role="to"/>
    <tag k="type" v="restriction"/><tag k="restriction" v="no_left_turn"/>
  </relation>
</osm>
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-xml-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function attempt(name: string, content: string | Buffer) {
  const file = join(folder, name);
  await writeFile(file, content);
  return importMap(file, folder);
}

it.each([
  ['town.osm', XML],
  ['town.osm.gz', gzipSync(XML)],
])('imports %s', async (name, content) => {
  const result = await attempt(name, content);
  if (!result.ok) throw new Error(result.detail);
  const { report, gazetteer, graph } = result.map;
  expect(report).toMatchObject({ edges: 2, junctions: 2, restrictionsApplied: 1, addresses: 1 });
  expect(gazetteer.streets[0]).toMatchObject({ name: "King & Queen's Row", near: 'Digbeth' });
  expect(gazetteer.addresses[0]).toMatchObject({ houseNumber: '7', street: "King & Queen's Row" });
  expect([graph.highwayClass(0), graph.highwayClass(2)].sort()).toEqual(['primary', 'residential']);
});

it('refuses a file that is cut off, is not XML or not gzip, or holds a broken number', async () => {
  const broken = XML.replace('lat="52.4810"', 'lat="north"');
  const attempts = [
    await attempt('cut.osm', XML.slice(0, 700)),
    await attempt('text.osm', 'no map at all'),
    await attempt('long.osm', 'x'.repeat(3_000_000)),
    await attempt('broken.osm', broken),
    // One more space: the cache knows files by content, and the text itself is a good map.
    await attempt('plain.osm.gz', `${XML} `),
    await attempt('cut.osm.gz', gzipSync(XML).subarray(0, 200)),
  ];
  for (const result of attempts) expect(result).toMatchObject({ ok: false, reason: 'not-a-map' });
});

it('says that bzip2 has to be unpacked first', async () => {
  expect(await attempt('town.osm.bz2', 'BZh9')).toMatchObject({
    ok: false,
    reason: 'unknown-format',
  });
});
