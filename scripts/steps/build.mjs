import { existsSync, rmSync } from 'node:fs';
import { hashInputs, isStamped, stamp } from './build-stamp.mjs';
import { localNode } from './local-node.mjs';
import { captured } from './run-child.mjs';
import { inRoot, PlainError, say } from './repository.mjs';

const COMPILE = 'scripts/steps/compile-sources.mjs';
const COMPILED_BY = ['scripts/steps', 'tsconfig.base.json'];

/**
 * What is built, by which program and from what. Nothing needs another's output to be built
 * (types and the console read the sources of contracts), so the order does not matter.
 */
export const TARGETS = {
  contracts: {
    inputs: ['contracts/src', 'contracts/package.json', ...COMPILED_BY],
    sources: 'contracts/src',
    output: 'contracts/dist/index.js',
    args: [COMPILE, 'contracts/src', 'contracts/dist'],
  },
  engine: {
    inputs: ['engine/src', 'engine/package.json', ...COMPILED_BY],
    sources: 'engine/src',
    output: 'engine/dist/index.js',
    args: [COMPILE, 'engine/src', 'engine/dist'],
  },
  simulators: {
    inputs: ['simulators/src', 'simulators/package.json', ...COMPILED_BY],
    sources: 'simulators/src/main.ts',
    output: 'dist/simulators/main.js',
    args: [COMPILE, 'simulators/src', 'dist/simulators'],
  },
  backend: {
    inputs: ['backend/src', 'backend/.swcrc', 'backend/tsconfig.json', 'nest-cli.json'],
    sources: 'backend/src',
    output: 'dist/backend/src',
    // nest's own deleteOutDir would empty all of dist, where the others are building.
    emptied: 'dist/backend',
    args: ['node_modules/@nestjs/cli/bin/nest.js', 'build'],
  },
  frontend: {
    inputs: ['frontend', 'contracts/src', 'angular.json', 'tsconfig.base.json'],
    sources: 'frontend/src',
    output: 'dist/frontend/browser/index.html',
    args: ['node_modules/@angular/cli/bin/ng.js', 'build', '--progress=false'],
  },
};

// Two lanes for two cores: the console's build takes as long as all the others together.
const LANES = [['frontend'], ['contracts', 'engine', 'backend', 'simulators']];

/**
 * Builds those of the wanted targets whose sources changed since they were last built.
 * @param {readonly string[]} wanted names of TARGETS
 * @param {{ force?: boolean }} [options] build even what is up to date
 * @returns {Promise<void>} rejects with a PlainError when a build failed
 */
export async function ensureBuilt(wanted, options = {}) {
  const lanes = LANES.map((lane) => lane.filter((name) => wanted.includes(name)));
  const failed = (await Promise.all(lanes.map((lane) => buildLane(lane, options)))).flat();
  if (failed.length > 0) throw new PlainError(`build failed: ${failed.join(', ')}`);
}

async function buildLane(names, options) {
  const failed = [];
  for (const name of names) {
    if (!(await buildTarget(name, options.force ?? false))) failed.push(name);
  }
  return failed;
}

async function buildTarget(name, force) {
  const target = TARGETS[name];
  if (!existsSync(inRoot(target.sources))) return true;
  const hash = hashInputs(target.inputs);
  if (!force && existsSync(inRoot(target.output)) && isStamped(name, hash)) return true;
  const startedMs = performance.now();
  if (target.emptied !== undefined)
    rmSync(inRoot(target.emptied), { recursive: true, force: true });
  const { code, output } = await captured(localNode(), target.args);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  if (code !== 0 || !existsSync(inRoot(target.output))) {
    process.stderr.write(output);
    say(`prepare: ${name} failed to build (exit ${code})`);
    return false;
  }
  stamp(name, hash);
  say(`prepare: built ${name} in ${seconds} s`);
  return true;
}
