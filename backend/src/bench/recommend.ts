import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openBenchNode, type BenchNode } from './support/bench-node.js';
import { fillForce } from './support/bench-force.js';
import { Dice } from './support/dice.js';
import { figure, percentile, spreadOf, type RatioSpread } from './support/percentiles.js';
import { untilPictured } from './support/pictured-units.js';
import { demoWorld, outputOf } from './support/programs.js';
import { observeRun } from './support/run-facts.js';
import { QueryJournal } from './recommend/journal.js';
import { postgisPeer, redisPeer, type Peer, type PeerUnit } from './recommend/peers.js';
import { classesFor, planUnits } from './recommend/query-classes.js';
import { RecommendRun, type Timings } from './recommend/recommend-run.js';

const ROUNDS = 5;
const FLOOR_MS = 2000;
const ORACLE = 'dist/simulators/bench/ranking-oracle.js';
type PeerName = keyof Timings['peersUs'];
const PEERS: readonly PeerName[] = ['redisGeosearch', 'postgisKnn'];

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    queries: { type: 'string', default: '2000' },
    units: { type: 'string', default: '11500' },
    seed: { type: 'string', default: '1' },
    /** Queries a second in each round of ours. */
    rate: { type: 'string', default: '100' },
    /** One query of each class in this many goes to the oracle. */
    'check-every': { type: 'string', default: '1' },
    world: { type: 'string', default: 'west-midlands' },
    map: { type: 'string' },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Measured {
  readonly timings: Timings;
  readonly delaysMs: readonly number[];
  readonly floorMs: number;
  readonly ratios: Record<PeerName, RatioSpread | null>;
}

async function main(): Promise<number> {
  const endRun = observeRun();
  const mapFile = values.map ?? (await demoWorld(values.world));
  const node = await openBenchNode(mapFile, say);
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-oracle-'));
  const journalFile = path.join(folder, 'journal.ndjson');
  const peers = new Map<PeerName, Peer>();
  try {
    const dice = new Dice(Number(values.seed));
    const journal = new QueryJournal(journalFile);
    const run = await sceneOf(node, dice, journal);
    await addPeers(node, run, peers);
    const measured = await measure(run, peers);
    await journal.close();
    say(`oracle: checking ${journal.checked} answers`);
    const oracle = JSON.parse(
      await outputOf(ORACLE, ['--map', mapFile, '--journal', journalFile]),
    ) as OracleResult;
    const versions = Object.fromEntries([...peers].map(([name, { version }]) => [name, version]));
    const line = report(node, run, { measured, oracle, facts: endRun(versions) });
    console.log(values.json ? JSON.stringify(line) : JSON.stringify(line, null, 2));
    return oracle.mismatches === 0 && oracle.checked > 0 ? 0 : 1;
  } finally {
    for (const peer of peers.values()) await peer.stop();
    await node.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface OracleResult {
  readonly checked: number;
  readonly mismatches: number;
  readonly examples: readonly unknown[];
}

async function sceneOf(node: BenchNode, dice: Dice, journal: QueryJournal): Promise<RecommendRun> {
  const { app, parts } = node.muster;
  const plans = planUnits(Number(values.units), dice);
  say(`${plans.length} units on duty, each with a device`);
  const units = await fillForce(app, plans, parts.clocks.op.nowMs());
  await untilPictured(node.muster, plans.length);
  const run = new RecommendRun(node, units, dice, journal);
  run.placeAll();
  return run;
}

async function addPeers(
  node: BenchNode,
  run: RecommendRun,
  peers: Map<PeerName, Peer>,
): Promise<void> {
  const plans = planUnits(Number(values.units), new Dice(Number(values.seed)));
  const units: PeerUnit[] = plans.map(({ statusCode, skills }, id) => ({
    id,
    available: statusCode === 2,
    skills,
    ...run.moving.at(id),
  }));
  const redis = await redisPeer(units, classesFor(units.length));
  if (redis) peers.set('redisGeosearch', redis);
  else say('redis-server is not installed: no ratio to GEOSEARCH');
  if (node.postgresUrl === null) say('PostgreSQL with PostGIS is not installed: no ratio to KNN');
  else peers.set('postgisKnn', await postgisPeer(node.postgresUrl, units));
}

async function measure(run: RecommendRun, peers: Map<PeerName, Peer>): Promise<Measured> {
  const queries = Math.ceil(Number(values.queries) / ROUNDS);
  const input = {
    queries,
    peerQueries: Math.min(queries, 240),
    ratePerS: Number(values.rate),
    checkEvery: Math.max(1, Number(values['check-every'])),
  };
  // functions are compiled and caches filled before anything counts
  await run.ours({ ...input, queries: 480, checkEvery: Infinity, ratePerS: 400 }, emptyTimings());
  run.forgetIncidents();
  const floorMs = await run.idle(FLOOR_MS);
  const all = emptyTimings();
  const delaysMs: number[] = [];
  const ratios: Record<PeerName, number[]> = { redisGeosearch: [], postgisKnn: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const timings = emptyTimings();
    delaysMs.push(await run.ours(input, timings));
    for (const [name, peer] of peers)
      await run.peer(peer, timings.peersUs[name], input.peerQueries);
    const densest = run.classes[0]?.eligible ?? 0;
    const ours = percentile(timings.oursUs.get(densest) ?? [], 0.5);
    for (const name of peers.keys())
      ratios[name].push(percentile(timings.peersUs[name].get(densest) ?? [], 0.5) / ours);
    addTimings(all, timings);
    say(`round ${round + 1} of ${ROUNDS}: p50 ${figure(ours)} us at ${densest} eligible`);
  }
  const spread = (name: PeerName) => (ratios[name].length > 0 ? spreadOf(ratios[name]) : null);
  return {
    timings: all,
    delaysMs,
    floorMs,
    ratios: { redisGeosearch: spread('redisGeosearch'), postgisKnn: spread('postgisKnn') },
  };
}

function emptyTimings(): Timings {
  return {
    oursUs: new Map(),
    firstUs: new Map(),
    cpuUs: new Map(),
    peersUs: { redisGeosearch: new Map(), postgisKnn: new Map() },
  };
}

function addTimings(to: Timings, from: Timings): void {
  const add = (into: Map<number, number[]>, times: Map<number, number[]>) => {
    for (const [eligible, us] of times) into.set(eligible, [...(into.get(eligible) ?? []), ...us]);
  };
  add(to.oursUs, from.oursUs);
  add(to.firstUs, from.firstUs);
  add(to.cpuUs, from.cpuUs);
  for (const name of PEERS) add(to.peersUs[name], from.peersUs[name]);
}

function byEligible(times: Map<number, number[]>, p: number): Record<string, number | null> | null {
  if (times.size === 0) return null;
  return Object.fromEntries(
    [...times]
      .sort(([a], [b]) => b - a)
      .map(([eligible, us]) => [String(eligible), figure(percentile(us, p))]),
  );
}

/** The system counts CPU time in steps of milliseconds: only means say anything. */
function meanByEligible(times: Map<number, number[]>): Record<string, number | null> {
  const mean = (us: number[]) => us.reduce((sum, one) => sum + one, 0) / us.length;
  return Object.fromEntries(
    [...times].sort(([a], [b]) => b - a).map(([eligible, us]) => [eligible, figure(mean(us))]),
  );
}

interface Findings {
  readonly measured: Measured;
  readonly oracle: OracleResult;
  readonly facts: ReturnType<ReturnType<typeof observeRun>>;
}

function report(node: BenchNode, run: RecommendRun, { measured, oracle, facts }: Findings) {
  const { timings, ratios, delaysMs, floorMs } = measured;
  const queries = [...timings.oursUs.values(), ...timings.firstUs.values()].reduce(
    (sum, times) => sum + times.length,
    0,
  );
  return {
    bench: 'recommend',
    units: Number(values.units),
    movesPerS: Number(values.units),
    queries,
    checkedByOracle: oracle.checked,
    mismatches: oracle.mismatches,
    ...(oracle.mismatches > 0 ? { examples: oracle.examples } : {}),
    p50Us: byEligible(timings.oursUs, 0.5),
    p99Us: byEligible(timings.oursUs, 0.99),
    cpuMeanUs: meanByEligible(timings.cpuUs),
    firstP50Us: byEligible(timings.firstUs, 0.5),
    loopDelayP99Ms: figure(percentile(delaysMs, 0.5)),
    loopDelayFloorP99Ms: figure(floorMs),
    ratio: {
      redisGeosearch: ratios.redisGeosearch?.median ?? null,
      postgisKnn: ratios.postgisKnn?.median ?? null,
    },
    ratioSpread: ratios,
    peerP50Us: Object.fromEntries(
      PEERS.map((name) => [name, byEligible(timings.peersUs[name], 0.5)]),
    ),
    graphNodes: node.map.junctions,
    edges: node.map.edges,
    oneWayShare: figure(node.map.oneWayEdges / node.map.edges),
    turnBans: node.map.restrictionsApplied,
    offNodeShare: figure(run.offNodeShare()),
    database: node.database,
    ratePerS: Number(values.rate),
    seed: Number(values.seed),
    ...facts,
  };
}

process.exitCode = await main();
