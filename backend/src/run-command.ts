import { MapRefused } from './load-map.js';
import { ConfigInvalid } from './platform/config/settings.js';
import { TrainingFlagMismatch } from './platform/clocks/clock-anchor.js';
import { DataFolderLocked } from './platform/database/data-folder-lock.js';
import { MigrationRefused } from './platform/database/migration-runner.js';
import { PortTaken } from './platform/process/port-holder.js';
import { StartRefused } from './running-node.js';

/** A command of the backend's program: takes its own arguments, gives the exit code. */
export type Command = (argv: readonly string[]) => Promise<number>;

const PLAIN = [
  ConfigInvalid,
  DataFolderLocked,
  MapRefused,
  MigrationRefused,
  PortTaken,
  StartRefused,
  TrainingFlagMismatch,
];

/** Runs a command; what a person can put right is said in one line, a bug keeps its stack. */
export async function runCommand(command: Command, argv: readonly string[]): Promise<void> {
  try {
    process.exitCode = await command(argv);
  } catch (error) {
    if (!isPlain(error)) throw error;
    process.stderr.write(`muster: ${error.message}\n`);
    process.exitCode = 1;
  } finally {
    // an open channel to the parent would keep a refused start alive for ever
    if (process.connected) process.disconnect();
  }
}

function isPlain(error: unknown): error is Error {
  if (PLAIN.some((kind) => error instanceof kind)) return true;
  // the database is away or refuses the login
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(ERR_PARSE_ARGS_|ECONNREFUSED|ENOTFOUND|28|3D000)/.test(code);
}
