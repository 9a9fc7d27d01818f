import path from 'node:path';
import { FirstEntryService } from './access/first-entry.service.js';
import type { SignInLink } from './access/first-entry.service.js';
import { createApp } from './create-app.js';
import type { MusterApp } from './create-app.js';
import { loadMap } from './load-map.js';
import { rootFolder } from './platform/config/root-folder.js';
import type { Config } from './platform/config/settings.js';
import { ensureClockAnchor } from './platform/clocks/clock-anchor.js';
import { Clocks } from './platform/clocks/clocks.js';
import { OpClock } from './platform/clocks/op-clock.js';
import { SystemWallClock } from './platform/clocks/wall-clock.js';
import { lockDataFolder } from './platform/database/data-folder-lock.js';
import type { Database } from './platform/database/database.js';
import { migrateUp } from './platform/database/migration-runner.js';
import { openDatabase } from './platform/database/open-database.js';
import { ControlToken } from './platform/operations/control-token.js';
import { writeControl } from './platform/operations/control-file.js';
import { asPortTaken, requireFreePort } from './platform/process/port-holder.js';

/** The database is not one that this process may serve; the message says why, for a person. */
export class StartRefused extends Error {}

export interface NodeOptions {
  readonly config: Config;
  readonly mapFile: string;
  /** Told what takes time while starting. */
  readonly say: (line: string) => void;
}

/** A backend that listens. */
export interface RunningNode {
  readonly url: string;
  readonly mode: 'LIVE' | 'TRAINING';
  /** One-time links into training accounts; none on a live database. */
  readonly links: readonly SignInLink[];
  /** For the first administrator of a live database without accounts. */
  readonly setupCode: string | null;
  close(): Promise<void>;
}

/** Opens a migrated database with its clocks. What may be refused is refused before anything is opened. */
export async function openMigrated(
  config: Config,
  say: (line: string) => void,
): Promise<{ database: Database; clocks: Clocks }> {
  const database = await openDatabase({
    ...(config.databaseUrl === undefined
      ? { folder: databaseFolder(config) }
      : { databaseUrl: config.databaseUrl, poolSize: config.databasePool }),
  });
  try {
    const wall = new SystemWallClock();
    const folder = path.join(rootFolder(), 'migrations');
    const applied = await migrateUp(database, { folder, recordedAt: wall.now() });
    if (applied.length > 0) say(`database: ${applied.length} migrations applied`);
    const anchor = await ensureClockAnchor(database, wall, { training: config.training });
    return { database, clocks: new Clocks(wall, new OpClock(wall, anchor)) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Where the embedded database of a configuration lies. */
export function databaseFolder(config: Config): string {
  return path.join(path.resolve(config.dataDir), 'database');
}

/** Starts a backend: lock and port first, then map and database, then it listens. */
export async function startNode({ config, mapFile, say }: NodeOptions): Promise<RunningNode> {
  // looked at before the slow part, so that a second start is refused within a second
  if (config.databaseUrl === undefined) lockDataFolder(databaseFolder(config))();
  await requireFreePort(config.port, config.host);
  const map = await loadMap(mapFile, path.join(path.resolve(config.dataDir), 'maps'), say);
  say(
    config.databaseUrl === undefined
      ? 'database: opening the embedded one'
      : 'database: connecting',
  );
  const { database, clocks } = await openMigrated(config, say);
  try {
    const muster = await createApp({ config, database, clocks, map });
    return await listening(muster, config);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function listening(muster: MusterApp, config: Config): Promise<RunningNode> {
  const { app, parts } = muster;
  try {
    const entry = app.get(FirstEntryService, { strict: false });
    if (await entry.hasForeignAccounts()) {
      throw new StartRefused('this live database holds training accounts; it must not be served');
    }
    const setupCode = await entry.createSetupCode();
    const made = await entry.createSignInLinks();
    await listen(muster, config);
    const removeControl = writeControl(path.resolve(config.dataDir), {
      url: addressOf(muster, config),
      token: app.get(ControlToken, { strict: false }).value,
      pid: process.pid,
    });
    return {
      url: addressOf(muster, config),
      mode: parts.clocks.op.training ? 'TRAINING' : 'LIVE',
      links: made.ok ? made.value : [],
      setupCode,
      close: async () => {
        removeControl();
        await muster.close();
        await parts.database.close();
      },
    };
  } catch (error) {
    await muster.close();
    throw error;
  }
}

async function listen({ app }: MusterApp, { port, host }: Config): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    throw asPortTaken(error as NodeJS.ErrnoException, port);
  }
}

/** The address to open in a browser on this machine. */
function addressOf({ app }: MusterApp, { host }: Config): string {
  const { port } = app.getHttpServer().address() as { port: number };
  const isAny = host === '0.0.0.0' || host === '::';
  const name = isAny ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
