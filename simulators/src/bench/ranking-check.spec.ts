import { describe, expect, it } from 'vitest';
import type { UnitView } from '@muster/contracts';
import { streamFor } from '../random/stream.js';
import { oracleNetwork } from '../oracle/oracle-network.js';
import { listSegments, snapByScan } from '../oracle/oracle-snap.js';
import type { MapNode, MapObjects, MapWay } from '../oracle/osm-objects.js';
import { BandedSnap } from './banded-snap.js';
import type { JournalQuery, JournalUnit } from './oracle-cost.js';
import { RankingCheck } from './ranking-check.js';

const SIDE = 12;
const STEP_DEG = 0.004;
const ORIGIN = { lat: 52.4, lon: -1.9 };

/** A square of streets, one-way in every third row. */
function streets(): MapObjects {
  const idOf = (row: number, column: number) => row * SIDE + column + 1;
  const range = Array.from({ length: SIDE }, (_, i) => i);
  const nodes = range.flatMap((row) =>
    range.map((column): MapNode => ({
      type: 'node',
      id: idOf(row, column),
      lat: ORIGIN.lat + row * STEP_DEG,
      lon: ORIGIN.lon + column * STEP_DEG,
    })),
  );
  const way = (id: number, refs: number[], tags: Record<string, string>): MapWay => ({
    type: 'way',
    id,
    refs,
    tags: { highway: 'residential', ...tags },
  });
  const ways = range.flatMap((i) => [
    way(
      1000 + i,
      range.map((j) => idOf(i, j)),
      i % 3 === 1 ? { oneway: 'yes' } : {},
    ),
    way(
      2000 + i,
      range.map((j) => idOf(j, i)),
      {},
    ),
  ]);
  return { nodes, ways, relations: [] };
}

const AT_MS = Date.parse('2026-03-02T20:00:00Z');

function unit(slot: number, facts: Partial<UnitView> = {}): JournalUnit {
  return {
    slot,
    id: `00000000-0000-4000-8000-${String(slot).padStart(12, '0')}`,
    statusCode: 2,
    crewSize: 2,
    driverLevel: 'response',
    driverExpiresAt: null,
    shiftEndsAt: null,
    skills: [],
    ...facts,
  } as unknown as JournalUnit;
}

function query(answer: JournalQuery['answer']): JournalQuery {
  return {
    atMs: AT_MS,
    k: 2,
    grade: 'P2',
    targetAtMs: AT_MS + 3_600_000,
    point: { lat: ORIGIN.lat + 2 * STEP_DEG, lon: ORIGIN.lon + 2.5 * STEP_DEG },
    skills: [],
    method: 'road',
    answer,
  };
}

/** What the check itself finds for the query: the ranking that it would have accepted. */
function rankingOf(check: RankingCheck): JournalQuery['answer'] {
  check.take({ query: query([]) });
  const [example] = check.examples;
  return example?.oracle ?? [];
}

function scene(units: readonly JournalUnit[]): RankingCheck {
  const check = new RankingCheck(oracleNetwork(streets()));
  check.take({ units });
  check.take({
    fixes: units.map(({ slot }) => [
      slot,
      ORIGIN.lat + 2 * STEP_DEG,
      ORIGIN.lon + (3.3 + slot) * STEP_DEG,
      AT_MS - 1000,
      8,
    ]),
  });
  return check;
}

describe('the check of rankings', () => {
  const units = [unit(0), unit(1), unit(2), unit(3, { statusCode: 8 })];

  it('accepts the right answer and counts every other one', () => {
    const right = rankingOf(scene(units));
    expect(right.map(([slot]) => slot)).toEqual([0, 1]);
    const check = scene(units);
    check.take({ query: query(right) });
    expect([check.checked, check.mismatches]).toEqual([1, 0]);
    const [first, second] = right as [(typeof right)[0], (typeof right)[0]];
    const wrong: JournalQuery['answer'][] = [
      [second, first],
      [first],
      [first, [second[0], second[1] + 1, second[2] + 1]],
      [],
    ];
    for (const answer of wrong) check.take({ query: query(answer) });
    expect(check.mismatches).toBe(wrong.length);
  });

  it('sees a unit that moved and one that may not be sent', () => {
    const right = rankingOf(scene(units));
    const check = scene(units);
    check.take({ fixes: [[2, ORIGIN.lat + 2 * STEP_DEG, ORIGIN.lon + 2.6 * STEP_DEG, AT_MS, 8]] });
    check.take({ query: query(right) });
    expect(check.mismatches).toBe(1);
    expect(check.examples[0]?.oracle[0]?.[0]).toBe(2);
    const busy = scene([unit(0, { statusCode: 8 }), ...units.slice(1)]);
    expect(rankingOf(busy).map(([slot]) => slot)).toEqual([1, 2]);
  });
});

describe('snapping by bands', () => {
  it('finds the same place as going through every segment', () => {
    const network = oracleNetwork(streets());
    const banded = new BandedSnap(network);
    const all = listSegments(network);
    const random = streamFor(11, 'banded-snap');
    for (let i = 0; i < 400; i++) {
      const point = {
        lat: ORIGIN.lat + (random.next() * 1.4 - 0.2) * SIDE * STEP_DEG,
        lon: ORIGIN.lon + (random.next() * 1.4 - 0.2) * SIDE * STEP_DEG,
      };
      expect(banded.at(point)).toEqual(snapByScan(network, all, point));
    }
  });
});
