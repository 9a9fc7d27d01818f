import path from 'node:path';
import { createApp } from './create-app.js';
import { loadMap } from './load-map.js';
import { readConfig } from './platform/config/settings.js';
import type { Config } from './platform/config/settings.js';
import { readControl, type Control } from './platform/operations/control-file.js';
import { Operations, type OperationResult } from './platform/operations/operations.js';
import { loadEnvironmentFile } from './platform/process/environment.js';
import type { Command } from './run-command.js';
import { openMigrated, StartRefused } from './running-node.js';

/**
 * A command that looks into the database: asked of the process that holds it when there is one,
 * else run here on the opened database.
 */
export function operationCommand(name: string): Command {
  return async (argv) => {
    loadEnvironmentFile();
    const config = readConfig(process.env);
    const control =
      config.databaseUrl === undefined ? readControl(path.resolve(config.dataDir)) : undefined;
    const result = control
      ? await askHolder(control, name, argv)
      : await runHere(config, name, argv);
    process.stdout.write(`${result.output}\n`);
    return result.exitCode;
  };
}

async function askHolder(
  control: Control,
  name: string,
  argv: readonly string[],
): Promise<OperationResult> {
  const response = await fetch(`${control.url}/control/operations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${control.token}` },
    body: JSON.stringify({ name, argv }),
  });
  if (!response.ok)
    throw new StartRefused(`the running process (pid ${control.pid}) refused: ${response.status}`);
  return (await response.json()) as OperationResult;
}

async function runHere(
  config: Config,
  name: string,
  argv: readonly string[],
): Promise<OperationResult> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  if (config.mapFile === undefined)
    throw new StartRefused(
      'nothing runs here; give the map with MUSTER_MAP to look into the data folder',
    );
  const map = await loadMap(config.mapFile, path.join(path.resolve(config.dataDir), 'maps'), say);
  const { database, clocks } = await openMigrated(config, say);
  try {
    const muster = await createApp({ config, database, clocks, map });
    try {
      const running = muster.app.get(Operations, { strict: false }).run(name, argv);
      if (!running) throw new StartRefused(`there is no operation ${name}`);
      return await running;
    } finally {
      await muster.close();
    }
  } finally {
    await database.close();
  }
}
