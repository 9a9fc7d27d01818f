import { describe, expect, it } from 'vitest';
import { INCIDENT_TYPES, RESULT_CODES, recordContactSchema, type LatLon } from '@muster/contracts';
import { Plane } from '../city/plane.js';
import type { HotSpot, WorldMeta } from '../city/world-meta.js';
import { AreaLookup } from '../city/area-lookup.js';
import { HOUR_OF_WEEK_DEMAND, isPartyNight } from './hour-of-week.js';
import { generateCalls, gradeShares, type CallPlan, type PlannedCall } from './generate-calls.js';
import { INCIDENT_MIX } from './incident-mix.js';
import { IncidentPlaces } from './incident-places.js';
import { chiSquareP, normalP, pearson } from './statistics.js';

const BOUNDS = { south: 52.4, west: -2, north: 52.58, east: -1.7 };
const CELLS = 6;

function rectangle(west: number, east: number): LatLon[] {
  return [
    { lat: BOUNDS.south, lon: west },
    { lat: BOUNDS.south, lon: east },
    { lat: BOUNDS.north, lon: east },
    { lat: BOUNDS.north, lon: west },
  ];
}

function spot(name: string, place: [number, number], more: Partial<HotSpot>): HotSpot {
  return { name, lat: place[0], lon: place[1], sigmaM: 900, weight: 1, profile: 'flat', ...more };
}

const WORLD: WorldMeta = {
  formatVersion: 1,
  name: 'test',
  origin: 'generated',
  seed: 0,
  bounds: BOUNDS,
  areas: [
    {
      code: 'W',
      name: 'West',
      share: 0.5,
      centre: { lat: 52.49, lon: -1.925 },
      ring: rectangle(-2, -1.85),
    },
    {
      code: 'E',
      name: 'East',
      share: 0.5,
      centre: { lat: 52.49, lon: -1.775 },
      ring: rectangle(-1.85, -1.7),
    },
  ],
  stations: [],
  hotSpots: [
    spot('bars', [52.48, -1.9], { profile: 'night', weight: 3 }),
    spot('shops', [52.5, -1.83], { profile: 'day', sigmaM: 1500 }),
    // a third of its cloud lies outside and is drawn again
    spot('edge', [52.405, -1.72], { sigmaM: 2000 }),
  ],
  counts: {},
};

const plan = (seed: number): CallPlan => ({
  seed,
  world: WORLD,
  from: '2026-03-02T00:00:00Z',
  to: '2026-03-09T00:00:00Z',
  incidentsPerHour: 12,
});

const SEEDS = Array.from({ length: 20 }, (_, i) => 101 + i);
const runs = SEEDS.map((seed) => generateCalls(plan(seed)));
const firsts = (calls: readonly PlannedCall[]) => calls.filter((call) => call.repeat === 0);

const cdf = (z: number) => (z < 0 ? normalP(z) / 2 : 1 - normalP(z) / 2);

/** Share of a component of the mixture in each cell of the box, cut to the box. */
function cellShares(component: HotSpot | null): number[] {
  const plane = new Plane({ lat: 52.49, lon: -1.85 });
  const low = plane.toXY({ lat: BOUNDS.south, lon: BOUNDS.west });
  const high = plane.toXY({ lat: BOUNDS.north, lon: BOUNDS.east });
  const part = (k: 'x' | 'y', i: number): number => {
    if (!component) return 1 / CELLS;
    const middle = plane.toXY(component)[k];
    const at = (j: number) =>
      cdf((low[k] + ((high[k] - low[k]) * j) / CELLS - middle) / component.sigmaM);
    return (at(i + 1) - at(i)) / (at(CELLS) - at(0));
  };
  return Array.from(
    { length: CELLS * CELLS },
    (_, cell) => part('x', cell % CELLS) * part('y', Math.floor(cell / CELLS)),
  );
}

function cellOf({ lat, lon }: LatLon): number {
  const column = Math.floor(((lon - BOUNDS.west) / (BOUNDS.east - BOUNDS.west)) * CELLS);
  const row = Math.floor(((lat - BOUNDS.south) / (BOUNDS.north - BOUNDS.south)) * CELLS);
  return Math.min(CELLS - 1, row) * CELLS + Math.min(CELLS - 1, column);
}

/** Share of each cell over a whole week. */
function expectedCellShares(): number[] {
  const places = new IncidentPlaces(WORLD);
  const out = new Array<number>(CELLS * CELLS).fill(0);
  const known = new Map([null, ...WORLD.hotSpots].map((part) => [part, cellShares(part)]));
  HOUR_OF_WEEK_DEMAND.forEach((demand, hour) => {
    for (const { spot: part, share } of places.shares(hour)) {
      known.get(part)?.forEach((cell, i) => {
        out[i] = (out[i] ?? 0) + (demand / 168) * share * cell;
      });
    }
  });
  return out;
}

describe(`generateCalls, seeds ${SEEDS[0]} to ${SEEDS[19]}`, () => {
  it('gives the same bytes at the same seed and others at another', () => {
    const bytes = (calls: readonly PlannedCall[]) => calls.map((c) => JSON.stringify(c)).join('\n');
    expect(bytes(generateCalls(plan(101)))).toBe(bytes(runs[0] ?? []));
    expect(bytes(runs[1] ?? [])).not.toBe(bytes(runs[0] ?? []));
  });

  it('falls on the ground as the integrated intensity says', () => {
    const shares = expectedCellShares();
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    for (const calls of runs) {
      const incidents = firsts(calls).map((call) => call.incident);
      const counts = new Array<number>(CELLS * CELLS).fill(0);
      for (const incident of incidents)
        counts[cellOf(incident)] = (counts[cellOf(incident)] ?? 0) + 1;
      const expected = shares.map((share) => share * incidents.length);
      expect(Math.min(...expected)).toBeGreaterThan(5);
      expect(chiSquareP(pearson(counts, expected), CELLS * CELLS - 1)).toBeGreaterThan(0.001);
    }
  });

  it('keeps the grade shares', () => {
    const party =
      HOUR_OF_WEEK_DEMAND.reduce((sum, d, h) => sum + (isPartyNight(h) ? d : 0), 0) / 168;
    const [calm, wild] = [gradeShares(false), gradeShares(true)];
    const grades = ['P1', 'P2', 'P3', 'P4'] as const;
    for (const calls of runs) {
      const incidents = firsts(calls).map((call) => call.incident);
      const counts = grades.map((grade) => incidents.filter((i) => i.grade === grade).length);
      const expected = grades.map(
        (g) => incidents.length * ((1 - party) * calm[g] + party * wild[g]),
      );
      expect(chiSquareP(pearson(counts, expected), 3)).toBeGreaterThan(0.001);
    }
  });

  it('is in order of time, inside the force, and each call is lawful', () => {
    const areas = new AreaLookup(WORLD);
    const types = new Set(INCIDENT_TYPES.map((type) => type.code));
    const results = new Set(RESULT_CODES.map((line) => line.code));
    const calls = runs[0] ?? [];
    calls.forEach((call, i) => {
      expect(call.no).toBe(i + 1);
      expect(call.at >= (calls[i - 1]?.at ?? '')).toBe(true);
      expect(types).toContain(call.incident.typeCode);
      expect(results).toContain(call.incident.resultCode);
      expect(areas.areaOf(call.incident)).not.toBeNull();
      const { channel, narrative, caller, lat, lon } = call;
      const place = { kind: 'point', lat, lon };
      expect(
        recordContactSchema.safeParse({ channel, narrative, caller, place, receivedAt: call.at })
          .success,
      ).toBe(true);
    });
  });

  it('has several callers about one incident, near it and soon after', () => {
    const repeats = runs.flat().filter((call) => call.repeat > 0);
    const incidents = runs.flatMap(firsts).length;
    const mix = Object.values(INCIDENT_MIX);
    const total = mix.reduce((sum, m) => sum + m.weight, 0);
    const calm = mix.reduce((sum, m) => sum + (m.weight * m.repeatMean) / total, 0);
    expect(repeats.length / incidents).toBeGreaterThan(calm * 0.95);
    expect(repeats.length / incidents).toBeLessThan(calm * 1.3);
    for (const call of repeats) expect(call.at >= call.incident.at).toBe(true);
  });

  it('adds a surge without changing the other calls', () => {
    const surge = {
      name: 'match',
      from: '2026-03-04T18:00:00Z',
      to: '2026-03-04T21:00:00Z',
      perHour: 40,
      lat: 52.5,
      lon: -1.88,
      sigmaM: 400,
      typeCode: 'ASB',
    };
    const calls = generateCalls({ ...plan(101), surges: [surge] });
    const match = firsts(calls).filter((call) => call.incident.hotSpot === 'match');
    expect(match.length).toBeGreaterThan(80);
    expect(match.length).toBeLessThan(160);
    expect(match.every((call) => call.incident.typeCode === 'ASB')).toBe(true);
    const plain = (all: readonly PlannedCall[]) =>
      all
        .filter((call) => call.incident.hotSpot !== 'match')
        .map((call) => ({ ...call, no: 0, incident: { ...call.incident, no: 0 } }));
    expect(plain(calls)).toEqual(plain(runs[0] ?? []));
  });
});
