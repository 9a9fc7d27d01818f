import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoadIntake } from '../roads/road-intake.js';
import type { RoadGraph } from '../roads/road-graph.js';
import { snapToRoad } from '../roads/snap.js';
import { UnitPlaces } from '../roads/unit-places.js';
import { SearchWorkspace } from '../roads/unit-search.js';
import { decodeBits } from './bitmap.js';
import { decisionRecord, type DecisionRecord } from './decision-record.js';
import { rosterOf } from './roster.js';
import { rank } from './rank.js';
import { RANKING_CONFIG } from './ranking-config.js';
import type { RankingUnit } from './ranking-input.js';
import { replayDecision } from './replay.js';
import { hashes, random, recordOf } from './decision-scene.oracle.js';
import { knownTimes, roadSearch } from './unit-search-port.js';
import {
  anyScene,
  AT_MS,
  freeUnit,
  incidentOf,
  rankScene,
  unitId,
} from './ranking-scene.oracle.js';

const throughJson = (record: DecisionRecord) =>
  JSON.parse(JSON.stringify(record)) as DecisionRecord;

describe('decision record', () => {
  it('replays bit for bit', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const { record, roster } = recordOf(scene.units, scene.incident, rankScene(scene));
        const replay = replayDecision({
          record: throughJson(record),
          config: RANKING_CONFIG,
          roster,
        });
        expect(replay.differences).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('gives each unit on duty that was not reached its rule, and no unit off duty one', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const ranking = rankScene(scene);
        const { record, roster } = recordOf(scene.units, scene.incident, ranking);
        const stored = Object.entries(record.rules).flatMap(([rule, bits]) =>
          decodeBits(bits).map((n): [string | undefined, string] => [roster.unitIds[n], rule]),
        );
        expect(new Map(stored)).toEqual(
          new Map([...ranking.rules].map(([unit, rule]) => [unit.id, rule])),
        );
        expect(stored.length + record.reached.length).toBe(record.counts.onDuty);
      }),
    );
  });

  it('notices a changed figure, order, configuration and roster', () => {
    const units = [0, 1, 2, 3, 4, 5].map((slot) => freeUnit(slot));
    const roadMs = new Map(units.map(({ slot }) => [slot, 60_000 + slot * 1000]));
    const incident = incidentOf();
    const { record, roster } = recordOf(units, incident, rankScene({ incident, units, roadMs }));
    const replay = (changed: DecisionRecord, config = RANKING_CONFIG, with_ = roster) =>
      replayDecision({ record: changed, config, roster: with_ }).differences;
    expect(replay(record)).toEqual([]);
    const slower = throughJson(record);
    slower.reached[0]?.[17].splice(0, 1, 90_000);
    expect(replay(slower)).not.toEqual([]);
    expect(replay({ ...record, ranked: [...record.ranked].reverse() })).not.toEqual([]);
    expect(replay({ ...record, boundMs: (record.boundMs ?? 0) - 1 })).not.toEqual([]);
    expect(replay(record, { ...RANKING_CONFIG, k: 4 })).toContain('config: hash differs');
    expect(replay(record, RANKING_CONFIG, rosterOf([...roster.unitIds, unitId(777)]))).toContain(
      'roster: hash differs',
    );
  });

  it('runs the road search itself again when the graph is given, and sees another graph', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), (count, seed) => {
        const graph = gridGraph(10, 0);
        const { record, roster, units, incident } = roadDecision(graph, count, seed);
        expect(bruteForceByRoad(graph, units, incident)).toEqual(
          record.ranked.map((n) => roster.unitIds[n]),
        );
        const sources = { record, config: RANKING_CONFIG, roster };
        expect(replayDecision({ ...sources, roads: { graph } }).differences).toEqual([]);
        const other = replayDecision({ ...sources, roads: { graph: gridGraph(10, 1) } });
        expect(other.differences).toContain('graph: hash differs');
      }),
      { numRuns: 40 },
    );
  });
});

/** A square grid of streets 200 m apart, every fifth one-way; `extra` changes its content. */
function gridGraph(size: number, extra: number): RoadGraph {
  const intake = new RoadIntake();
  const node = (row: number, col: number): number => 1 + row * size + col;
  const line = Array.from({ length: size }, (_, i) => i);
  line.forEach((i) => {
    const tags = { highway: 'residential', ...(i % 5 === extra ? { oneway: 'yes' } : {}) };
    intake.addWay(
      100 + i,
      line.map((j) => node(i, j)),
      tags,
    );
    intake.addWay(
      200 + i,
      line.map((j) => node(j, i)),
      { highway: 'tertiary' },
    );
  });
  for (const row of line) {
    for (const col of line) {
      intake.addNode(node(row, col), { lat: 52.48 + row * 0.0018, lon: -1.9 + col * 0.003 });
    }
  }
  return intake.finish(`grid ${extra}`).graph;
}

function roadUnits(graph: RoadGraph, count: number, seed: number): RankingUnit[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, slot) => {
    const fix = { lat: 52.48 + next() * 0.0162, lon: -1.9 + next() * 0.027 };
    return freeUnit(slot, {
      driverLevel: next() < 0.5 ? 'response' : 'standard',
      fix: { ...fix, fixAtMs: AT_MS - Math.floor(next() * 300_000), accuracyM: null },
      place: snapToRoad(graph, fix) ?? null,
    });
  });
}

function roadScene(
  graph: RoadGraph,
  units: readonly RankingUnit[],
  incident: ReturnType<typeof incidentOf>,
) {
  const target = incident.point && snapToRoad(graph, incident.point);
  if (!target) throw new Error('incident off the grid');
  const places = new UnitPlaces(graph.arcCount, 100);
  for (const { slot, place } of units) if (place) places.place(slot, place);
  const work = new SearchWorkspace(graph.arcCount, 100);
  return { target, search: roadSearch({ graph, work, target, units: places }) };
}

function roadDecision(graph: RoadGraph, count: number, seed: number) {
  const units = roadUnits(graph, count, seed);
  const incident = incidentOf({ grade: 'P2', point: { lat: 52.487, lon: -1.885 } });
  const { target, search } = roadScene(graph, units, incident);
  const ranking = rank({ incident, units, search, atMs: AT_MS, config: RANKING_CONFIG });
  const roster = rosterOf(units.map(({ id }) => id));
  const record = decisionRecord({
    ranking,
    incident,
    target,
    roster,
    sentUnitIds: [],
    atMs: AT_MS,
    seq: 1,
    pictureAgeMs: 0,
    hashes: { ...hashes, graph: graph.version },
    closures: [],
  });
  return { record: throughJson(record), roster, units, incident };
}

/** Sweeps the whole graph for every unit's time, then ranks without any stop rule. */
function bruteForceByRoad(
  graph: RoadGraph,
  units: readonly RankingUnit[],
  incident: ReturnType<typeof incidentOf>,
): string[] {
  const { search } = roadScene(graph, units, incident);
  const times = new Map<number, number>();
  const profileOf = new Uint8Array(
    units.map(({ driverLevel }) => (driverLevel === 'response' ? 1 : 0)),
  );
  for (const profile of ['standard', 'response'] as const) {
    search({
      profile,
      profileOf,
      boundMs: Infinity,
      onUnit: (slot, ms) => (times.set(slot, ms), Infinity),
    });
  }
  const all = rank({
    incident,
    units,
    search: knownTimes(times),
    atMs: AT_MS,
    config: { ...RANKING_CONFIG, k: 1000 },
  });
  return all.candidates.slice(0, RANKING_CONFIG.k).map(({ unit }) => unit.id);
}
