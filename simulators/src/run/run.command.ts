import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { engineNetwork } from '../oracle/engine-network.js';
import { readMapObjects } from '../oracle/osm-objects.js';
import { USUAL } from './behaviour.js';
import { Journal } from './journal.js';
import { callsFrom, forceAt, worldOf } from './scenario.js';
import { Shift, type ShiftOutcome } from './shift.js';

const USAGE = `sim -- run [options]: a simulated shift against a running system in training
  --url URL              address of the system
  --map FILE             the .osm.pbf it runs on
  --units N              units on duty (default 420)
  --incidents-per-hour N mean of the week (default 85; with --flat the same every hour)
  --flat                 no daily rhythm
  --speed N              op seconds a wall second, 1 to 60 (default 1)
  --hours N              op hours to run (default 24)
  --fix-every S          op seconds between fixes (default 10)
  --dispatch-after S     op seconds after which the simulated dispatcher sends somebody (default 150; 0: never)
  --seed N               same seed, same calls, crews and drives (default 1)
  --journal FILE         what clients saw, for verify --journal
  --json                 print one JSON line at the end
The one-time access of the simulator comes in the environment as MUSTER_SIM_ACCESS.`;

const accessSchema = z.object({ token: z.string() });
const HOUR_MS = 3_600_000;

/** `run`: 0 when the shift ended, 1 when it could not begin, 2 on a wrong option. */
export async function runShift(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (!options) {
    console.error(USAGE);
    return 2;
  }
  const graph = engineNetwork(await readMapObjects(options.map));
  const world = worldOf(options.map, graph, options.seed);
  const journal = new Journal(options.journal);
  const habits = options.dispatchAfterS === 0 ? null : habitsFrom(options.dispatchAfterS);
  const { seed, units, hours, incidentsPerHour } = options;
  const shape = options.flat ? 'flat' : 'week';
  const shift = new Shift(
    {
      baseUrl: options.url,
      accessToken: options.token,
      seed,
      speed: options.speed,
      graph,
      behaviour: { ...USUAL, fixEveryMs: options.fixEveryS * 1000 },
      habits,
      force: (atMs) => forceAt(world, { seed, units, atMs }),
      calls: (fromMs) => callsFrom(world, graph, { seed, fromMs, hours, incidentsPerHour, shape }),
    },
    journal,
    () => Date.now(),
  );
  const began = await shift.begin();
  console.error(`sim: ${began.units} units on duty, ${began.calls} calls planned, seed ${seed}`);
  await shift.run(hours * HOUR_MS, stopRequested());
  const outcome = await shift.end();
  report(outcome, { seed, json: options.json });
  return 0;
}

/** A dispatcher who waits a while, so that people can be first. */
function habitsFrom(afterS: number) {
  return {
    sendAfterMs: [afterS * 500, afterS * 1500],
    closeAfterMs: [15_000, 90_000],
  } as const;
}

function readOptions(argv: string[]) {
  const { values } = parseArgs({
    args: argv,
    options: {
      url: { type: 'string' },
      map: { type: 'string' },
      units: { type: 'string', default: '420' },
      'incidents-per-hour': { type: 'string', default: '85' },
      flat: { type: 'boolean', default: false },
      speed: { type: 'string', default: '1' },
      hours: { type: 'string', default: '24' },
      'fix-every': { type: 'string', default: '10' },
      'dispatch-after': { type: 'string', default: '150' },
      seed: { type: 'string', default: '1' },
      journal: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const access = accessSchema.safeParse(JSON.parse(process.env['MUSTER_SIM_ACCESS'] ?? 'null'));
  const options = {
    url: values.url ?? '',
    map: values.map ?? '',
    units: Number(values.units),
    incidentsPerHour: Number(values['incidents-per-hour']),
    flat: values.flat,
    speed: Number(values.speed),
    hours: Number(values.hours),
    fixEveryS: Number(values['fix-every']),
    dispatchAfterS: Number(values['dispatch-after']),
    seed: Number(values.seed),
    journal: values.journal,
    json: values.json,
  };
  const positive = [
    options.units,
    options.incidentsPerHour,
    options.speed,
    options.hours,
    options.fixEveryS,
  ];
  const usable = options.url !== '' && options.map !== '' && positive.every((value) => value > 0);
  if (
    !access.success ||
    !usable ||
    !Number.isSafeInteger(options.seed) ||
    !(options.dispatchAfterS >= 0)
  )
    return undefined;
  return { ...options, token: access.data.token };
}

function stopRequested(): () => boolean {
  let stopped = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (stopped = true));
  return () => stopped;
}

function report(outcome: ShiftOutcome, { seed, json }: { seed: number; json: boolean }): void {
  const sorted = [...outcome.callLatenciesMs].sort((a, b) => a - b);
  const quantile = (p: number): number | null =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? null;
  const line = {
    seed,
    errors: outcome.errors.total,
    errorsByCause: outcome.errors.byCause,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    acknowledgedFixes: outcome.acknowledgedFixes,
    unacknowledgedFixes: outcome.unacknowledgedFixes,
  };
  if (json) console.log(JSON.stringify(line));
  else console.error(`sim: ended with ${line.errors} errors ${JSON.stringify(line.errorsByCause)}`);
}
