import 'reflect-metadata';
import { runCommand } from './run-command.js';
import { startCommand } from './start-command.js';

await runCommand(startCommand, process.argv.slice(2));
