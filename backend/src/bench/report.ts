import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { rootFolder } from '../platform/config/root-folder.js';
import { benchmarksPage, type Line, type Reported } from './report/benchmarks-page.js';
import { outputOf } from './support/programs.js';

/** The runs of the report: program and its options besides `--json`. */
const RUNS: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'recommend', args: [] },
  { name: 'ingest', args: ['--database', 'postgres'] },
  { name: 'ingest', args: ['--database', 'embedded'] },
  { name: 'fanout', args: [] },
];

const { values } = parseArgs({
  options: {
    /** Write docs/benchmarks.md; without it the lines are printed only. */
    report: { type: 'boolean', default: false },
    /** Take lines that were printed before, one a line, instead of running. */
    from: { type: 'string' },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const reported = values.from === undefined ? await runAll() : readLines(values.from);
  for (const { line } of reported) console.log(JSON.stringify(line));
  if (!values.report) return 0;
  const file = path.join(rootFolder(), 'docs', 'benchmarks.md');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, benchmarksPage(reported));
  say(`written: ${path.relative(process.cwd(), file)}`);
  return 0;
}

/** One after the other, since two at once would measure each other. */
async function runAll(): Promise<Reported[]> {
  const reported: Reported[] = [];
  for (const { name, args } of RUNS) {
    const command = ['npm run', `bench:${name}`, '--', '--json', ...args].join(' ');
    say(command);
    const output = await outputOf(`dist/backend/src/bench/${name}.js`, ['--json', ...args]);
    reported.push({ command, line: JSON.parse(output.trim().split('\n').at(-1) ?? '') as Line });
  }
  return reported;
}

function readLines(file: string): Reported[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text.startsWith('{'))
    .map((text) => {
      const line = JSON.parse(text) as Line;
      return { command: `npm run bench:${line.bench} -- ${line.arguments}`, line };
    });
}

process.exitCode = await main();
