// The development server: the backend restarts and the console reloads when a source changes.
import { spawn } from 'node:child_process';
import { localEnvironment, localNode } from '../steps/local-node.mjs';
import { ROOT } from '../steps/repository.mjs';

const PROGRAMS = [
  ['node_modules/@nestjs/cli/bin/nest.js', 'start', '--watch', '--entryFile', 'src/main'],
  ['node_modules/@angular/cli/bin/ng.js', 'serve', '--port', '4200'],
];

console.log('dev: backend on http://127.0.0.1:4000, console on http://127.0.0.1:4200');
const children = PROGRAMS.map((args) =>
  spawn(localNode(), args, { cwd: ROOT, env: localEnvironment(), stdio: 'inherit' }),
);
const stopAll = () => children.forEach((child) => child.kill('SIGTERM'));
process.once('SIGINT', stopAll);
process.once('SIGTERM', stopAll);
// One without the other is no use.
const codes = await Promise.all(
  children.map(
    (child) =>
      new Promise((resolve) => {
        child.once('close', (code) => {
          stopAll();
          resolve(code ?? 0);
        });
      }),
  ),
);
process.exitCode = Math.max(...codes);
