// Everything that must pass. `npm test -- engine/src/roads` runs the matching Vitest files only.
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { localEnvironment } from '../steps/local-node.mjs';
import { inRoot } from '../steps/repository.mjs';
import { runNode } from '../steps/run-child.mjs';
import { chromium, findServices } from '../testing/services.mjs';
import { sumTallies, tallyReport } from '../testing/tally.mjs';

const VITEST = 'node_modules/vitest/vitest.mjs';
const NG = 'node_modules/@angular/cli/bin/ng.js';
const REPORTS = 'dist/test-reports';
// A runner that hangs is a failure; the whole must stay well under CI's limit.
const LONGEST_MS = 12 * 60_000;
const CONSOLE_LONGEST_MS = 4 * 60_000;
const REPORTERS = {
  ng: (file) => ['--reporters', 'default', '--reporters', 'json', '--output-file', file],
  vitest: (file) => ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
};

const filters = process.argv.slice(2);
const required = process.env['MUSTER_REQUIRE_SERVICES'] === '1';
const browser = chromium(process.env);

const services = findServices(process.env);
const missing = services.filter(({ installed }) => !installed);
for (const { name, for: purpose, hint } of missing) {
  console.log(`missing: ${name} (${purpose}); ${required ? 'required, so this fails' : hint}`);
}

const RUNNERS = [
  { name: 'vitest', wanted: true, args: [VITEST, 'run', '--project', '!browser', ...filters] },
  {
    name: 'console',
    wanted: filters.length === 0 && hasSpecs('frontend/src'),
    args: [NG, 'test', '--no-watch', '--no-progress'],
  },
  {
    name: 'browser',
    wanted: filters.length === 0 && browser !== undefined && hasSpecs('frontend/test'),
    args: [VITEST, 'run', '--project', 'browser'],
  },
];

const tallies = [];
for (const runner of RUNNERS.filter(({ wanted }) => wanted)) tallies.push(await run(runner));
const absent = required ? missing.map(({ name }) => `${name} is required but missing`) : [];
tallies.push({ passed: 0, failed: absent.length, skipped: 0, problems: absent });

const { passed, failed, skipped, problems } = sumTallies(tallies);
for (const problem of problems) console.log(`problem: ${problem}`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

async function run({ name, args }) {
  const report = `${REPORTS}/${name}.json`;
  mkdirSync(inRoot(REPORTS), { recursive: true });
  rmSync(inRoot(report), { force: true });
  const reporters = REPORTERS[name === 'console' ? 'ng' : 'vitest'](report);
  console.log(`test: ${name}`);
  const code = await runNode([...args, ...reporters], {
    env: { ...localEnvironment(), ...(browser === undefined ? {} : { MUSTER_CHROMIUM: browser }) },
    timeoutMs: name === 'console' ? CONSOLE_LONGEST_MS : LONGEST_MS,
  });
  return tallyReport(name, readReport(inRoot(report)), code, { skipsFail: required });
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function hasSpecs(folder) {
  return globSync(`${folder}/**/*.spec.ts`, { cwd: inRoot() }).length > 0;
}
