import { evaluateSets } from '../engine/evaluate.js';
import { HubUsageError, parseOptions, progressTo } from './cli-options.js';

const OPTIONS = {
  data: { type: 'string' },
  set: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const HELP = `hub evaluate [--data FOLDER] [--set NAME] [--json]

Links labelled sets with the ready settings and counts right and wrong pairs. Labels take no part in
training or in the threshold. FOLDER defaults to the environment variable MUSTER_TEST_DATA.
`;

/** `hub evaluate`: accuracy on labelled sets. */
export async function evaluateCommand(argv: string[]): Promise<number> {
  const values = parseOptions(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const folder = values.data ?? process.env['MUSTER_TEST_DATA'];
  if (folder === undefined) {
    throw new HubUsageError('name the folder of the labelled sets with --data or MUSTER_TEST_DATA');
  }
  const result = await evaluateSets(
    folder,
    values.set ?? [],
    () => performance.now(),
    progressTo(values.quiet),
  );
  if (values.json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    for (const [name, s] of Object.entries(result.sets)) {
      process.stdout.write(
        `${name}: pairs P ${s.precision.toFixed(4)} R ${s.recall.toFixed(4)} F1 ${s.f1.toFixed(4)}; clusters P ${s.clusterPrecision.toFixed(4)} R ${s.clusterRecall.toFixed(4)} F1 ${s.clusterF1.toFixed(4)}; ${s.seconds.toFixed(1)} s\n`,
      );
    }
  }
  for (const name of result.absent) process.stderr.write(`${name}: no file in ${folder}\n`);
  return Object.keys(result.sets).length === 0 ? 1 : 0;
}
