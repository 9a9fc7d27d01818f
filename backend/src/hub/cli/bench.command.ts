import { benchLinkage } from '../engine/bench-run.js';
import { parseOptions, positive, progressTo } from './cli-options.js';

const OPTIONS = {
  rows: { type: 'string' },
  delta: { type: 'string' },
  seed: { type: 'string' },
  'memory-mb': { type: 'string' },
  threads: { type: 'string' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const HELP = `hub bench [--rows 1000000] [--delta N] [--seed N] [--memory-mb N] [--threads N] [--json]

Generates people with overlapping, dirty records by seed and times: file to clusters, blocking and scoring,
and a batch of new rows against all others.
`;

/** `hub bench`: speed of the linkage on generated people. */
export async function benchCommand(argv: string[]): Promise<number> {
  const values = parseOptions(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const rows = positive('rows', values.rows, 1_000_000);
  const result = await benchLinkage(
    {
      rows,
      delta: positive('delta', values.delta, Math.max(1, Math.round(rows / 100))),
      seed: positive('seed', values.seed, 1),
      memoryMb: positive('memory-mb', values['memory-mb'], 6144),
      threads: values.threads === undefined ? undefined : positive('threads', values.threads, 1),
    },
    () => performance.now(),
    progressTo(values.quiet),
  );
  process.stdout.write(
    values.json === true
      ? `${JSON.stringify(result)}\n`
      : `${Object.entries(result)
          .map(([k, v]) => `${k}: ${String(v)}`)
          .join('\n')}\n`,
  );
  return 0;
}
