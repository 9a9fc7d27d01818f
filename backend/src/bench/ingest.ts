import { mkdtempSync, rmSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedUpdates, postgresUpdates, type AwaitedUpdate } from './ingest/awaited-update.js';
import { compareStored } from './ingest/stored-rows.js';
import { startBackend, type BackendProcess } from './support/backend-process.js';
import { openBenchDatabase, type BenchDatabase } from './support/bench-node.js';
import { ask } from './support/child-request.js';
import { Dice } from './support/dice.js';
import { figure, median, spreadOf } from './support/percentiles.js';
import { missingPostgres } from './support/postgres-cluster.js';
import { demoWorld, startProgram } from './support/programs.js';
import { observeRun } from './support/run-facts.js';

const LOAD = 'dist/simulators/bench/device-load.js';
const WARM_MS = 1500;
const PEER_MS = 1500;
/** A generator later than this has measured itself. */
const LAG_LIMIT_MS = 5;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    database: { type: 'string' },
    connections: { type: 'string', default: '1000' },
    /** Fixes a second that are offered first; default 10,000 on PostgreSQL, 5,000 embedded. */
    rate: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    kills: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    world: { type: 'string', default: 'west-midlands' },
    map: { type: 'string' },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const kind = values.database ?? (missingPostgres() === null ? 'postgres' : 'embedded');
const connections = Number(values.connections);
const targetPerS = Number(values.rate ?? (kind === 'postgres' ? 10_000 : 5000));
/** Least share of the offered fixes that must be acknowledged for a rate to count as kept up with. */
const KEPT_UP = 0.97;
const LEAST_PER_S = 500;

interface Flow {
  readonly offered: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly nacks: Readonly<Record<string, number>>;
  readonly ackP50Ms: number | null;
  readonly ackP99Ms: number | null;
  readonly lagP99Ms: number | null;
}

interface Round {
  readonly flow: Flow;
  readonly ratePerS: number;
  readonly cpuUsPerFix: number;
  readonly peerPerS: number;
}

async function main(): Promise<number> {
  if (kind !== 'postgres' && kind !== 'embedded') {
    say('--database is postgres or embedded');
    return 2;
  }
  const endRun = observeRun();
  const mapFile = values.map ?? (await demoWorld(values.world));
  const place = await openBenchDatabase({ kind, durable: true });
  const load = startProgram(LOAD, []);
  let backend: BackendProcess | undefined;
  try {
    backend = await startBackend(mapFile, place);
    await ask(load, {
      kind: 'enrol',
      url: backend.url,
      token: backend.token,
      devices: connections,
    });
    const { open } = await ask<{ open: number }>(load, { kind: 'connect', url: backend.url });
    say(`${open} devices connected`);
    const ratePerS = await keptUpRate(load, backend);
    const rounds = await measure({ load, backend, place, ratePerS });
    backend = await killAndRestart(load, backend, { mapFile, place, ratePerS });
    await backend.kill();
    const stored = await compareAcknowledged(load, place);
    const line = { ...report(rounds, { open, ratePerS }), ...stored, ...endRun() };
    console.log(values.json ? JSON.stringify(line) : JSON.stringify(line, null, 2));
    return stored.lostAfterKill === 0 ? 0 : 1;
  } finally {
    load.disconnect();
    await backend?.kill();
    await place.close();
  }
}

/** The target rate, or the first half, quarter, … of it that this machine keeps up with. */
async function keptUpRate(load: ChildProcess, backend: BackendProcess): Promise<number> {
  for (let ratePerS = targetPerS; ; ratePerS = Math.ceil(ratePerS / 2)) {
    const { flow } = await oneRound(load, backend, ratePerS);
    const share = flow.acknowledged / flow.offered;
    say(`${ratePerS} fixes/s offered, ${figure(share * 100)} % of them acknowledged`);
    if (share >= KEPT_UP || ratePerS < LEAST_PER_S) return ratePerS;
  }
}

interface Measuring {
  readonly load: ChildProcess;
  readonly backend: BackendProcess;
  readonly place: BenchDatabase;
  readonly ratePerS: number;
}

/** Ours and the peer by turns: never at the same time, always in the same minute. */
async function measure({ load, backend, place, ratePerS }: Measuring): Promise<Round[]> {
  const peer: AwaitedUpdate =
    place.postgresUrl === null
      ? await embeddedUpdates(connections)
      : await postgresUpdates(place.postgresUrl, connections);
  const rounds: Round[] = [];
  try {
    for (let number = 0; number < Number(values.rounds); number++) {
      const ours = await oneRound(load, backend, ratePerS);
      const peerPerS = await peer.ratePerS(PEER_MS);
      rounds.push({ ...ours, peerPerS });
      say(
        `round ${number + 1}: ${figure(ours.ratePerS)}/s acknowledged, peer ${figure(peerPerS)}/s`,
      );
    }
  } finally {
    await peer.stop();
  }
  return rounds;
}

async function oneRound(
  load: ChildProcess,
  backend: BackendProcess,
  ratePerS: number,
): Promise<Omit<Round, 'peerPerS'>> {
  await ask(load, { kind: 'start', ratePerS });
  await pause(WARM_MS);
  await ask(load, { kind: 'reset' });
  const [startedMs, cpuUs] = [performance.now(), backend.cpuUs()];
  await pause(Number(values.seconds) * 1000);
  const seconds = (performance.now() - startedMs) / 1000;
  const usedUs = backend.cpuUs() - cpuUs;
  const flow = await ask<Flow>(load, { kind: 'stop' });
  // what came back after the window belongs to fixes that were offered in it; a server that falls
  // behind is seen in the acknowledgement time, not hidden in a longer window
  return {
    flow,
    ratePerS: flow.acknowledged / seconds,
    cpuUsPerFix: usedUs / Math.max(1, flow.acknowledged),
  };
}

/** Kills the backend at random moments under load; starts it again and lets the devices come back. */
async function killAndRestart(
  load: ChildProcess,
  first: BackendProcess,
  { mapFile, place, ratePerS }: { mapFile: string; place: BenchDatabase; ratePerS: number },
): Promise<BackendProcess> {
  const dice = new Dice(Number(values.seed));
  let backend = first;
  for (let kill = 0; kill < Number(values.kills); kill++) {
    await ask(load, { kind: 'start', ratePerS: Math.ceil(ratePerS / 2) });
    await pause(500 + dice.below(2000));
    await backend.kill();
    await ask(load, { kind: 'stop' });
    backend = await startBackend(mapFile, place);
    const { open } = await ask<{ open: number }>(load, { kind: 'connect', url: backend.url });
    say(`kill ${kill + 1}: restarted, ${open} devices are back`);
  }
  return backend;
}

async function compareAcknowledged(load: ChildProcess, place: BenchDatabase) {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-acks-'));
  try {
    const file = path.join(folder, 'acknowledged.json');
    await ask(load, { kind: 'acknowledged', file });
    const { acknowledged, stored, lost } = await compareStored(place, file);
    return { acknowledged, stored, lostAfterKill: lost };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(rounds: readonly Round[], { open, ratePerS }: { open: number; ratePerS: number }) {
  const of = (pick: (round: Round) => number | null) =>
    figure(median(rounds.map((round) => pick(round) ?? NaN).filter(Number.isFinite)));
  const lagP99Ms = of(({ flow }) => flow.lagP99Ms);
  const ratios = rounds.map((round) => round.ratePerS / round.peerPerS);
  return {
    bench: 'ingest',
    database: kind,
    connections: open,
    fixesPerMessage: 1,
    targetPerS,
    offeredPerS: ratePerS,
    ratePerS: of((round) => round.ratePerS),
    ackP50Ms: of(({ flow }) => flow.ackP50Ms),
    ackP99Ms: of(({ flow }) => flow.ackP99Ms),
    cpuUsPerFix: of((round) => round.cpuUsPerFix),
    refused: rounds.reduce((sum, { flow }) => sum + flow.refused, 0),
    nacks: mergedNacks(rounds),
    generatorLagP99Ms: lagP99Ms,
    /** The generator shared a busy machine and was late itself: acknowledgement times are not the server's alone. */
    void: lagP99Ms === null || lagP99Ms > LAG_LIMIT_MS,
    peerPerS: of((round) => round.peerPerS),
    ratio: { awaitedUpdate: spreadOf(ratios).median },
    ratioSpread: { awaitedUpdate: spreadOf(ratios) },
    rounds: rounds.length,
    seed: Number(values.seed),
    kills: Number(values.kills),
  };
}

function mergedNacks(rounds: readonly Round[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { flow } of rounds)
    for (const [code, count] of Object.entries(flow.nacks)) all[code] = (all[code] ?? 0) + count;
  return all;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

process.exitCode = await main();
