import { runNode } from '../steps/run-child.mjs';

// `npm run format` writes; `npm run format -- --check` only looks, as `npm run check` does.
const mode = process.argv.includes('--check') ? '--check' : '--write';
const prettier = 'node_modules/prettier/bin/prettier.cjs';
process.exitCode = await runNode([prettier, mode, '--log-level', 'warn', '.']);
