import 'reflect-metadata';
import { runCommand } from './run-command.js';
import type { Command } from './run-command.js';

/** Each command is loaded only when it is called. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start-command.js')).startCommand,
  verify: async () => (await import('./operation-command.js')).operationCommand('verify'),
  figures: async () => (await import('./operation-command.js')).operationCommand('figures'),
  doctor: async () => (await import('./doctor-command.js')).doctorCommand,
  'map:import': async () => (await import('./map-import-command.js')).mapImportCommand,
  reset: async () => (await import('./reset-command.js')).resetCommand,
  hub: async () => {
    const { runHub } = await import('./hub/cli/hub.command.js');
    return (argv) => runHub([...argv]);
  },
};

const [name = '', ...argv] = process.argv.slice(2);
const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (load) {
  await runCommand(await load(), argv);
} else {
  process.stderr.write(`usage: ${Object.keys(COMMANDS).join('|')} [options]\n`);
  process.exitCode = 2;
}
