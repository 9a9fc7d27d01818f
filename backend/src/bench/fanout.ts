import type { ChildProcess } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { FirstEntryService } from '../access/first-entry.service.js';
import { plainFanout, type PlainFanout } from './fanout/plain-fanout.gateway.js';
import { FanoutRun, pause, type Window } from './fanout/fanout-run.js';
import { openBenchNode, type BenchNode } from './support/bench-node.js';
import { fillForce, type BenchUnit } from './support/bench-force.js';
import { ask } from './support/child-request.js';
import { Dice } from './support/dice.js';
import { figure, median, spreadOf } from './support/percentiles.js';
import { untilPictured } from './support/pictured-units.js';
import { demoWorld, startProgram } from './support/programs.js';
import { observeRun } from './support/run-facts.js';

const LOAD = 'dist/simulators/bench/console-load.js';
const SIZES: readonly (readonly [consoles: number, movers: number])[] = [
  [100, 2000],
  [100, 11_500],
  [500, 2000],
  [500, 11_500],
];
/** Deliveries a second beyond which a peer cannot follow on two cores, and is not asked. */
const MOST_EACH = 200_000;
const MOST_ALL = 1_200_000;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    /** One size only, as CONSOLESxMOVERS. */
    size: { type: 'string' },
    seed: { type: 'string', default: '1' },
    world: { type: 'string', default: 'west-midlands' },
    map: { type: 'string' },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Place {
  readonly node: BenchNode;
  readonly url: string;
  readonly units: readonly BenchUnit[];
  readonly plain: PlainFanout;
  /** A one-time token for each sign-in. */
  token(): Promise<string>;
}

interface Rounds {
  readonly ours: Window[];
  readonly all: Window[];
  readonly each: Window[];
}

async function main(): Promise<number> {
  const endRun = observeRun();
  const node = await openBenchNode(values.map ?? (await demoWorld(values.world)), say);
  const plain = await plainFanout();
  try {
    await node.muster.app.listen(0, '127.0.0.1');
    const { port } = node.muster.app.getHttpServer().address() as AddressInfo;
    const sizes = chosenSizes();
    const most = Math.max(...sizes.map(([, movers]) => movers));
    const plans = Array.from({ length: most }, () => ({
      statusCode: 2,
      skills: [],
      driverLevel: 'response' as const,
    }));
    const units = await fillForce(node.muster.app, plans, node.muster.parts.clocks.op.nowMs());
    await untilPictured(node.muster, most);
    const place = { node, url: `http://127.0.0.1:${port}`, units, plain, token: tokens(node) };
    const runs = [];
    for (const [consoles, movers] of sizes) runs.push(await oneSize(place, consoles, movers));
    const line = {
      bench: 'fanout',
      runs,
      ticksPerS: 2,
      movesPerS: 'each unit once a second',
      database: node.database,
      seed: Number(values.seed),
      rounds: Number(values.rounds),
      ...endRun(),
    };
    console.log(values.json ? JSON.stringify(line) : JSON.stringify(line, null, 2));
    return 0;
  } finally {
    await plain.close();
    await node.close();
  }
}

function chosenSizes(): readonly (readonly [consoles: number, movers: number])[] {
  if (values.size === undefined) return SIZES;
  const [consoles = 100, movers = 2000] = values.size.split('x').map(Number);
  return [[consoles, movers]];
}

/** Sign-in links are good once; each load process takes one. */
function tokens({ muster }: BenchNode): () => Promise<string> {
  const entry = muster.app.get(FirstEntryService, { strict: false });
  return async () => {
    const made = await entry.createSignInLinks();
    const link = made.ok ? made.value.find(({ username }) => username === 'dispatcher') : undefined;
    if (!link) throw new Error('no sign-in link for a dispatcher');
    return link.path.split('/').at(-1) ?? '';
  };
}

async function oneSize(place: Place, consoles: number, movers: number) {
  say(`${consoles} consoles, ${movers} movers`);
  const dice = new Dice(Number(values.seed));
  const windowMs = Number(values.seconds) * 1000;
  const run = new FanoutRun(place.node, place.units, { dice, movers }, windowMs);
  const rounds: Rounds = { ours: [], all: [], each: [] };
  const idleShare = await run.idleShare();
  for (let round = 0; round < Number(values.rounds); round++) {
    rounds.ours.push(await withConsoles(place, consoles, (load) => run.ours(load)));
    if (consoles * movers <= MOST_ALL)
      rounds.all.push(await withPlain(place, { consoles, event: 'all' }, run));
    if (consoles * movers <= MOST_EACH)
      rounds.each.push(await withPlain(place, { consoles, event: 'one' }, run));
  }
  const frozen = await withConsoles(place, consoles, (load) => besideFrozen(place, run, load));
  return report({ consoles, movers, rounds, frozen, idleShare });
}

async function withConsoles<T>(
  place: Place,
  count: number,
  work: (load: ChildProcess) => Promise<T>,
): Promise<T> {
  const load = startProgram(LOAD, []);
  try {
    await ask(load, { kind: 'consoles', url: place.url, token: await place.token(), count });
    return await work(load);
  } finally {
    load.disconnect();
    await pause(200);
  }
}

async function withPlain(
  { plain }: Place,
  { consoles, event }: { consoles: number; event: 'all' | 'one' },
  run: FanoutRun,
): Promise<Window> {
  const load = startProgram(LOAD, []);
  try {
    await ask(load, { kind: 'plain', url: plain.url, count: consoles, event });
    return await run.peer(load, plain, event);
  } finally {
    load.disconnect();
    await pause(200);
  }
}

/** The other consoles without and with one beside them whose process is stopped, and what the server holds for it. */
async function besideFrozen(place: Place, run: FanoutRun, load: ChildProcess) {
  const alone = await run.ours(load);
  return withConsoles(place, 1, async (frozen) => {
    frozen.kill('SIGSTOP');
    try {
      const before = process.memoryUsage();
      const beside = await run.ours(load);
      const after = process.memoryUsage();
      const growth = after.external + after.arrayBuffers - before.external - before.arrayBuffers;
      return {
        p99Ratio: (beside.p99Ms ?? NaN) / Math.max(1, alone.p99Ms ?? NaN),
        bufferGrowthMb: growth / 2 ** 20,
      };
    } finally {
      frozen.kill('SIGCONT');
    }
  });
}

interface Findings {
  readonly consoles: number;
  readonly movers: number;
  readonly rounds: Rounds;
  readonly idleShare: number;
  readonly frozen: { readonly p99Ratio: number; readonly bufferGrowthMb: number };
}

function report({ consoles, movers, rounds, frozen, idleShare }: Findings) {
  const { ours, all, each } = rounds;
  const of = (windows: readonly Window[], pick: (window: Window) => number | null) =>
    figure(median(windows.map((window) => pick(window) ?? NaN)));
  const ratio = (peers: readonly Window[]) =>
    peers.length === 0
      ? null
      : spreadOf(peers.map((peer, i) => peer.cpuNsPerUpdate / (ours[i]?.cpuNsPerUpdate ?? NaN)));
  return {
    consoles,
    movers,
    cpuNsPerUpdate: of(ours, ({ cpuNsPerUpdate }) => cpuNsPerUpdate),
    tickToDecodedP50Ms: of(ours, ({ p50Ms }) => p50Ms),
    tickToDecodedP99Ms: of(ours, ({ p99Ms }) => p99Ms),
    coreShareWithoutConsoles: figure(idleShare),
    bytesPerTick: of(ours, ({ bytes, frames }) => bytes / frames),
    deliveredShare: of(ours, ({ updates }) => updates / expectedUpdates(consoles, movers)),
    frozenPeerP99Ratio: figure(frozen.p99Ratio),
    frozenBufferGrowthMb: figure(frozen.bufferGrowthMb),
    ratio: { emitPerPing: ratio(each)?.median ?? null, ioEmitJson: ratio(all)?.median ?? null },
    ratioSpread: { emitPerPing: ratio(each), ioEmitJson: ratio(all) },
    peerNsPerUpdate: {
      emitPerPing: of(each, ({ cpuNsPerUpdate }) => cpuNsPerUpdate),
      ioEmitJson: of(all, ({ cpuNsPerUpdate }) => cpuNsPerUpdate),
    },
  };
}

function expectedUpdates(consoles: number, movers: number): number {
  return consoles * movers * Number(values.seconds);
}

process.exitCode = await main();
