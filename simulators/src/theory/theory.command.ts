import { parseArgs } from 'node:util';
import { nearestChecks, priorityChecks, queueChecks } from './theory-checks.js';

const QUEUES = [
  [1, 0.5],
  [2, 1.5],
  [5, 4],
  [10, 8],
  [20, 17],
  [50, 45],
  [150, 135],
] as const;

/** `theory`: simulates queues and fields with known answers; 0 when all agree, 1 otherwise. */
export function runTheory(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      arrivals: { type: 'string', default: '2000000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const arrivals = Number(values.arrivals);
  const seed = Number(values.seed);
  if (!(arrivals >= 1000) || !Number.isSafeInteger(seed)) {
    console.error('sim -- theory [--arrivals N (at least 1000)] [--seed N] [--json]');
    return Promise.resolve(2);
  }
  const checks = [
    ...QUEUES.flatMap((queue) => queueChecks(queue, arrivals, seed)),
    ...priorityChecks(arrivals, seed),
    ...[40, 100, 345].flatMap((units) => nearestChecks(units, 4000, seed)),
  ];
  const failed = checks.filter((line) => !line.ok).length;
  if (values.json) console.log(JSON.stringify({ seed, arrivals, failed, checks }));
  else {
    for (const { ok, name, exact, simulated } of checks) {
      console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}: ${exact.toFixed(5)} / ${simulated.toFixed(5)}`);
    }
    console.log(`${checks.length - failed} agree, ${failed} do not`);
  }
  return Promise.resolve(failed === 0 ? 0 : 1);
}
