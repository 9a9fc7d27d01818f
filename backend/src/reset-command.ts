import path from 'node:path';
import { readConfig } from './platform/config/settings.js';
import { removeDataFolder } from './platform/database/data-folder.js';
import { lockDataFolder } from './platform/database/data-folder-lock.js';
import { loadEnvironmentFile } from './platform/process/environment.js';
import { databaseFolder, StartRefused } from './running-node.js';

/** `reset`: the demo back to its start. Only an embedded training database that nobody holds. */
export function resetCommand(): Promise<number> {
  loadEnvironmentFile();
  const config = readConfig(process.env);
  if (config.databaseUrl !== undefined || !config.training) {
    throw new StartRefused('reset is for the embedded training database only');
  }
  const folder = databaseFolder(config);
  const unlock = lockDataFolder(folder);
  try {
    removeDataFolder(folder);
  } finally {
    unlock();
  }
  process.stdout.write(
    `${path.relative('.', folder)} is empty; the next start makes it anew. Maps are kept.\n`,
  );
  return Promise.resolve(0);
}
