import { join, resolve } from 'node:path';
import { ensureClockAnchor } from '../../platform/clocks/clock-anchor.js';
import { Clocks } from '../../platform/clocks/clocks.js';
import { OpClock } from '../../platform/clocks/op-clock.js';
import { SystemWallClock } from '../../platform/clocks/wall-clock.js';
import { rootFolder } from '../../platform/config/root-folder.js';
import type { Config } from '../../platform/config/settings.js';
import type { Database } from '../../platform/database/database.js';
import { migrateUp } from '../../platform/database/migration-runner.js';
import { openDatabase } from '../../platform/database/open-database.js';

/**
 * Opens and migrates the configured database. Throws DataFolderLocked when a running backend holds the
 * embedded one: with that, publish while it is stopped, or use PostgreSQL.
 */
export async function openHubDatabase(
  config: Config,
): Promise<{ database: Database; clocks: Clocks }> {
  const wall = new SystemWallClock();
  const database = await openDatabase(
    config.databaseUrl === undefined
      ? { folder: join(resolve(config.dataDir), 'database') }
      : { databaseUrl: config.databaseUrl, poolSize: config.databasePool },
  );
  try {
    await migrateUp(database, { folder: join(rootFolder(), 'migrations'), recordedAt: wall.now() });
    const anchor = await ensureClockAnchor(database, wall, { training: config.training });
    return { database, clocks: new Clocks(wall, new OpClock(wall, anchor)) };
  } catch (error) {
    await database.close();
    throw error;
  }
}
