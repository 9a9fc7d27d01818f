// Behind every npm script: installs and builds what is out of date, then runs one task on the
// packaged Node. Runs on Node 20.19 or newer with nothing installed.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { ensureBuilt } from './steps/build.mjs';
import { ensureInstalled, isInstalled, markInstalled } from './steps/install.mjs';
import { alone } from './steps/prepare-lock.mjs';
import { inRoot, PlainError, ROOT, say } from './steps/repository.mjs';
import { runNode } from './steps/run-child.mjs';
import { TASKS } from './task-table.mjs';

/** @returns {Promise<number>} exit code */
async function main([name, ...args]) {
  if (name === '--mark') {
    markInstalled();
    return 0;
  }
  const task = name === undefined ? undefined : TASKS[name];
  if (task === undefined) {
    throw new PlainError(
      `unknown task "${name ?? ''}"; there are: ${Object.keys(TASKS).join(', ')}`,
    );
  }
  if (task.install !== false) await prepare(task, args);
  if (task.program === undefined) return 0;
  return await runTask(name, task, args);
}

async function prepare(task, args) {
  if (isInstalled() && task.build.length === 0) return;
  await alone(async () => {
    await ensureInstalled();
    await ensureBuilt(task.build, {
      force: task.program === undefined && args.includes('--force'),
    });
  });
}

async function runTask(name, task, args) {
  const program = [task.program].flat().find((file) => existsSync(inRoot(file)));
  if (program === undefined) {
    throw new PlainError(
      `${name}: this version has no such program (${[task.program].flat().join(', ')})`,
    );
  }
  if (task.install !== false) return await runNode([program, ...task.args, ...args]);
  const { run } = await import(inRoot(program));
  return await run(args);
}

process.chdir(ROOT);
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof PlainError)) throw error;
  say(`muster: ${error.message}`);
  process.exitCode = 1;
}
