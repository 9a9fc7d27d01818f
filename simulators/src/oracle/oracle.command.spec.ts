import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { streamFor } from '../random/stream.js';
import { compareSides, type ComparisonResult } from './comparison.js';
import { engineNetwork } from './engine-network.js';
import { oracleNetwork } from './oracle-network.js';
import { OracleScene, type ScenePoint } from './oracle-scene.js';
import { compareOnMap } from './oracle.command.js';
import { readMapObjects, type MapObjects } from './osm-objects.js';

const SEED = 20_261;
const folder = process.env['MUSTER_TEST_DATA'];

function mapFile(name: string): string {
  return join(folder ?? '', 'roads', name);
}

const NEWPORT = mapFile('newport-gb-2023-06-13.osm.pbf');
const PORTO = mapFile('porto-pt-2015-06.osm.pbf');
const here = folder !== undefined && existsSync(NEWPORT) && existsSync(PORTO);
const because = here ? '' : ' (skipped: MUSTER_TEST_DATA has no road extracts)';

describe.skipIf(!here)(`the engine against brute force on real roads${because}`, () => {
  it('gives the same units and costs on Newport', { timeout: 60_000 }, async () => {
    const report = await compareOnMap({ mapFile: NEWPORT, queries: 300, seed: SEED });
    expect(report).toMatchObject({ mismatches: 0, firstMismatches: [] });
    expect(report.turnBans).toBeGreaterThan(50);
    expect(report.routesCompared).toBeGreaterThan(20);
  });

  it('gives the same units and costs on Porto', { timeout: 120_000 }, async () => {
    const report = await compareOnMap({ mapFile: PORTO, queries: 60, seed: SEED });
    expect(report).toMatchObject({ mismatches: 0, firstMismatches: [] });
    expect(report.edges).toBeGreaterThan(80_000);
  });
});

describe.skipIf(!here)(`the comparison sees a planted mistake${because}`, () => {
  /** Units and incidents close round one spot, so that a mistake there is met. */
  function near(map: MapObjects, spot: ScenePoint, graph = engineNetwork(map)): ComparisonResult {
    const network = oracleNetwork(map);
    const anchors = network.pieces
      .flatMap((piece) => piece.nodes)
      .filter((n) => Math.abs(n.lat - spot.lat) < 0.003 && Math.abs(n.lon - spot.lon) < 0.004);
    const options = { anchors, edgeCount: graph.edgeCount, unitCount: 60 };
    const scene = new OracleScene(streamFor(SEED, 'planted'), options);
    return compareSides({ graph, network, scene, queries: 120 });
  }

  it('of one turn ban dropped', { timeout: 60_000 }, async () => {
    const map = await readMapObjects(NEWPORT);
    const ban = map.relations.find(({ tags }) => tags?.['restriction'] === 'only_straight_on');
    const via = ban?.members.find((member) => member.role === 'via');
    const spot = map.nodes.find((node) => node.id === via?.ref) as ScenePoint;
    expect(near(map, spot).mismatches).toEqual([]);
    expect(near(map, spot, engineNetwork(map, ban?.id)).mismatches.length).toBeGreaterThan(0);
  });

  it('of one second added to one arc', { timeout: 60_000 }, async () => {
    const map = await readMapObjects(NEWPORT);
    const graph = engineNetwork(map);
    const busy = [...graph.arrays.edgeClass.keys()].find(
      (edge) => graph.highwayClass(2 * edge) === 'primary',
    ) as number;
    const node = graph.arcTail(2 * busy);
    const spot = {
      lat: (graph.arrays.nodeLatE7[node] as number) / 1e7,
      lon: (graph.arrays.nodeLonE7[node] as number) / 1e7,
    };
    expect(near(map, spot, graph).mismatches).toEqual([]);
    graph.arrays.arcStandardMs[2 * busy] = (graph.arrays.arcStandardMs[2 * busy] as number) + 1000;
    graph.arrays.arcResponseMs[2 * busy] = (graph.arrays.arcResponseMs[2 * busy] as number) + 1000;
    expect(near(map, spot, graph).mismatches.length).toBeGreaterThan(0);
  });
});
