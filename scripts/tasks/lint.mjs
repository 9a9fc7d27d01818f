import { runNode } from '../steps/run-child.mjs';

const eslint = 'node_modules/eslint/bin/eslint.js';
const args = ['--max-warnings', '0', '--no-warn-ignored', ...process.argv.slice(2)];
const named = process.argv.slice(2).some((argument) => !argument.startsWith('-'));
process.exitCode = await runNode([eslint, ...args, ...(named ? [] : ['.'])]);
