// The development server: the backend restarts and the console reloads when a source changes.
import { spawn } from 'node:child_process';
import { asTask } from '../launch/as-task.mjs';
import { demoWorld } from '../launch/programs.mjs';
import { localEnvironment, localNode } from '../steps/local-node.mjs';
import { inRoot, ROOT } from '../steps/repository.mjs';

const PROGRAMS = [
  ['node_modules/@nestjs/cli/bin/nest.js', 'start', '--watch'],
  ['node_modules/@angular/cli/bin/ng.js', 'serve', '--port', '4200'],
];

await asTask(async () => {
  const dataDir = inRoot(process.env['MUSTER_DATA_DIR'] || '.data');
  // A town is read in a second; MUSTER_MAP gives another map.
  const map = process.env['MUSTER_MAP'] || (await demoWorld(dataDir, 'town'));
  console.log('dev: backend on http://127.0.0.1:4000, console on http://127.0.0.1:4200');
  const env = { ...localEnvironment(), MUSTER_MAP: map };
  const children = PROGRAMS.map((args) =>
    spawn(localNode(), args, { cwd: ROOT, env, stdio: 'inherit' }),
  );
  const stopAll = () => children.forEach((child) => child.kill('SIGTERM'));
  process.once('exit', stopAll);
  // One without the other is no use.
  const codes = await Promise.all(children.map((child) => ended(child, stopAll)));
  return Math.max(...codes);
});

function ended(child, then) {
  return new Promise((resolve) => {
    child.once('close', (code) => {
      then();
      resolve(code ?? 0);
    });
  });
}
