import { runHub } from '../hub/cli/hub.command.js';

// `npm run bench:hub -- --json --rows N`
process.exitCode = await runHub(['bench', ...process.argv.slice(2)]);
