import { existsSync } from 'node:fs';
import { captured } from '../steps/run-child.mjs';
import { localNode } from '../steps/local-node.mjs';
import { inRoot } from '../steps/repository.mjs';

const TSC = ['node_modules/typescript/bin/tsc', '--noEmit', '--rootDir', '.', '--pretty', '-p'];
// The Angular compiler also checks the templates.
const NGC = [
  'node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js',
  '--noEmit',
  '--rootDir',
  '.',
  '-p',
];
const PROJECTS = [
  [...TSC, 'contracts/tsconfig.json'],
  [...TSC, 'engine/tsconfig.json'],
  [...TSC, 'backend/tsconfig.json'],
  [...TSC, 'simulators/tsconfig.json'],
  [...TSC, 'frontend/tsconfig.spec.json'],
  [...NGC, 'frontend/tsconfig.app.json'],
  [...TSC, 'frontend/tsconfig.worker.json'],
  [...TSC, 'frontend/test/tsconfig.json'],
  [...TSC, 'scripts/tsconfig.json'],
];

const AT_ONCE = 2;
const queue = PROJECTS.filter((args) => existsSync(inRoot(args.at(-1))));
let failed = 0;

async function lane() {
  for (let args = queue.shift(); args !== undefined; args = queue.shift()) {
    const { code, output } = await captured(localNode(), args);
    console.log(`types: ${args.at(-1)} ${code === 0 ? 'ok' : 'FAILED'}`);
    if (code === 0) continue;
    failed += 1;
    console.error(output);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, lane));
process.exitCode = failed === 0 ? 0 : 1;
