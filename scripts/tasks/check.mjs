import { runNode } from '../steps/run-child.mjs';

const STEPS = [
  ['format', ['--check']],
  ['lint', []],
  ['types', []],
  ['arch', []],
];

const failed = [];
for (const [name, args] of STEPS) {
  console.log(`check: ${name}`);
  if ((await runNode([`scripts/tasks/${name}.mjs`, ...args])) !== 0) failed.push(name);
}
console.log(failed.length === 0 ? 'check: all clean' : `check: failed ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
