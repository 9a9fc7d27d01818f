import { join, resolve } from 'node:path';
import { SystemWallClock } from '../../platform/clocks/wall-clock.js';
import { readConfig } from '../../platform/config/settings.js';
import type { Config } from '../../platform/config/settings.js';

/** Configuration of this machine, the hub's folder inside the data folder, and the wall clock. */
export interface HubPlace {
  readonly config: Config;
  readonly folder: string;
  readonly now: () => Date;
}

/** Where the hub keeps its files; `data` overrides the configured data folder. */
export function hubFolder(data: string | undefined): HubPlace {
  const config = readConfig({
    ...process.env,
    ...(data === undefined ? {} : { MUSTER_DATA_DIR: data }),
  });
  const wall = new SystemWallClock();
  return { config, folder: join(resolve(config.dataDir), 'hub'), now: () => wall.now() };
}
