import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LatLon, Roster } from '@muster/contracts';
import { pointOnArc, type RoadGraph } from '@muster/engine';
import { generateCalls } from '../calls/generate-calls.js';
import { deriveWorld } from '../city/derive.js';
import type { WorldMeta } from '../city/world-meta.js';
import { generateForce, rosterAt } from '../force/generate-force.js';
import { normal } from '../random/distributions.js';
import { streamFor, type RandomStream } from '../random/stream.js';
import type { PlannedCall } from './call-source.js';

const START_SPREAD_DEG = 0.01;

/** A random point on a road that is part of the connected network. */
function randomPoint(graph: RoadGraph, rng: RandomStream): LatLon {
  for (;;) {
    const arc = rng.int(0, graph.arcCount - 1);
    if (!graph.arcExists(arc)) continue;
    const { lat, lon } = pointOnArc(graph, arc, rng.int(0, graph.arcLengthMm(arc)));
    return { lat, lon };
  }
}

/** The description beside a generated map, or one derived from the roads of any other. */
export function worldOf(mapFile: string, graph: RoadGraph, seed: number): WorldMeta {
  const described = join(dirname(mapFile), 'world.json');
  if (existsSync(described)) return JSON.parse(readFileSync(described, 'utf8')) as WorldMeta;
  const { south, west, north, east } = graph.meta;
  const network = {
    nodeCount: graph.nodeCount,
    bounds: { south: south / 1e7, west: west / 1e7, north: north / 1e7, east: east / 1e7 },
    randomPoint: (rng: RandomStream) => randomPoint(graph, rng),
    nearestPlaceName: () => null,
  };
  return deriveWorld(network, { name: 'derived', seed });
}

/** Who is on duty at an op time, each unit starting near a station of its area. */
export function forceAt(
  world: WorldMeta,
  plan: { seed: number; units: number; atMs: number },
): { roster: Roster; starts: Map<string, LatLon> } {
  const at = new Date(plan.atMs).toISOString();
  const areas = world.areas.map(({ code }) => {
    const stations = world.stations.filter((station) => station.areaCode === code).length;
    return { code, share: Math.max(1, stations) };
  });
  const roster = rosterAt(generateForce({ seed: plan.seed, areas, units: plan.units, at }), at);
  const starts = new Map(
    roster.units.map((unit) => [
      unit.callSign,
      startOf(world, unit, streamFor(plan.seed, `start/${unit.callSign}`)),
    ]),
  );
  return { roster, starts };
}

function startOf(world: WorldMeta, unit: { areaCode: string }, rng: RandomStream): LatLon {
  const own = world.stations.filter((station) => station.areaCode === unit.areaCode);
  const stations = own.length > 0 ? own : world.stations;
  const station = stations[rng.int(0, stations.length - 1)];
  const centre = station ?? world.areas[0]?.centre;
  if (!centre) throw new Error('the world has neither stations nor areas');
  return {
    lat: centre.lat + normal(rng, 0, START_SPREAD_DEG),
    lon: centre.lon + normal(rng, 0, START_SPREAD_DEG),
  };
}

/** Calls from an op time on, placed on the roads of the graph. */
export function callsFrom(
  world: WorldMeta,
  graph: RoadGraph,
  plan: {
    seed: number;
    fromMs: number;
    hours: number;
    incidentsPerHour: number;
    shape: 'week' | 'flat';
  },
): PlannedCall[] {
  const calls = generateCalls({
    seed: plan.seed,
    world,
    from: new Date(plan.fromMs).toISOString(),
    to: new Date(plan.fromMs + plan.hours * 3_600_000).toISOString(),
    incidentsPerHour: plan.incidentsPerHour,
    shape: plan.shape,
    background: (rng) => randomPoint(graph, rng),
  });
  return calls.map((call) => ({
    atMs: Date.parse(call.at),
    channel: call.channel,
    typeCode: call.incident.typeCode,
    grade: call.incident.grade,
    point: { lat: call.lat, lon: call.lon },
    callerName: call.caller.name,
    callerPhone: call.caller.phone,
    narrative: call.narrative,
    repeats: call.repeat > 0,
  }));
}
