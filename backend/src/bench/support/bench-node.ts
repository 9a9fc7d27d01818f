import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApp } from '../../create-app.js';
import type { MusterApp } from '../../create-app.js';
import { loadMap } from '../../load-map.js';
import { rootFolder } from '../../platform/config/root-folder.js';
import { readConfig } from '../../platform/config/settings.js';
import type { ImportReport } from '../../roads/import/import-report.js';
import { openMigrated } from '../../running-node.js';
import {
  asSuperuser,
  databaseUrl,
  missingPostgres,
  startPostgresCluster,
} from './postgres-cluster.js';

/** A whole backend inside the benchmark's own process, on a database of its own. */
export interface BenchNode {
  readonly muster: MusterApp;
  readonly map: ImportReport;
  readonly database: 'postgres' | 'embedded';
  /** Connection string as superuser; null when embedded. */
  readonly postgresUrl: string | null;
  close(): Promise<void>;
}

/** A fresh database: PostgreSQL when it is installed, else the embedded one in a temporary folder. */
export interface BenchDatabase {
  readonly postgresUrl: string | null;
  readonly dataDir: string;
  close(): Promise<void>;
}

/**
 * @param options.kind which database; `any` takes PostgreSQL where it is installed
 * @param options.durable PostgreSQL with fsync, as in service
 */
export async function openBenchDatabase(options: {
  readonly kind: 'any' | 'postgres' | 'embedded';
  readonly durable: boolean;
}): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'muster-bench-'));
  const maps = path.join(rootFolder(), process.env['MUSTER_DATA_DIR'] || '.data', 'maps');
  mkdirSync(maps, { recursive: true });
  // a map that was read once need not be read again by every backend of a benchmark
  symlinkSync(maps, path.join(dataDir, 'maps'));
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  if (options.kind === 'embedded' || (options.kind === 'any' && missingPostgres() !== null)) {
    return { postgresUrl: null, dataDir, close: async () => remove() };
  }
  const cluster = await startPostgresCluster({ fsync: options.durable ? 'on' : 'off' });
  const close = async () => {
    await cluster.stop();
    remove();
  };
  try {
    const admin = databaseUrl(cluster.socketFolder, 'postgres');
    await asSuperuser(admin, "CREATE DATABASE bench ENCODING 'UTF8' TEMPLATE template0");
    return { postgresUrl: databaseUrl(cluster.socketFolder, 'bench'), dataDir, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts a backend that does not listen yet, on a map and a fresh database. */
export async function openBenchNode(
  mapFile: string,
  say: (line: string) => void,
): Promise<BenchNode> {
  const place = await openBenchDatabase({ kind: 'any', durable: true });
  try {
    const config = readConfig({
      MUSTER_PORT: '0',
      MUSTER_TRAINING: 'true',
      MUSTER_LOG_LEVEL: 'warn',
      MUSTER_DATA_DIR: place.dataDir,
      DATABASE_URL: place.postgresUrl ?? '',
      // as many consoles as a benchmark opens may belong to one account
      MUSTER_SOCKETS_PER_PRINCIPAL: '10000',
    });
    const map = await loadMap(mapFile, path.join(place.dataDir, 'maps'), say);
    const { database, clocks } = await openMigrated(config, say);
    const muster = await createApp({ config, database, clocks, map });
    return {
      muster,
      map: map.imported.report,
      database: database.kind,
      postgresUrl: place.postgresUrl,
      close: async () => {
        await muster.close();
        await database.close();
        await place.close();
      },
    };
  } catch (error) {
    await place.close();
    throw error;
  }
}
