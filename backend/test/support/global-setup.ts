import type { TestProject } from 'vitest/node';
import { PostgresDatabase } from '../../src/platform/database/postgres-database.js';
import { migrateUp } from '../../src/platform/database/migration-runner.js';
import { embeddedTemplate, MIGRATED_AT, MIGRATIONS } from './embedded-template.js';
import {
  asSuperuser,
  databaseUrl,
  missingPostgres,
  startPostgresCluster,
} from '../../src/bench/support/postgres-cluster.js';

export const TEMPLATE_DATABASE = 'muster_template';

/** Where the databases of this test run are; set once, read by every file. */
export interface TestServices {
  /** Gzipped migrated data folder of the embedded database. */
  readonly embeddedTemplate: string;
  /** Socket folder of the private PostgreSQL, or why there is none. */
  readonly postgres: { readonly socketFolder: string } | { readonly missing: string };
}

declare module 'vitest' {
  export interface ProvidedContext {
    services: TestServices;
  }
}

/** Starts what the integration tests share and returns how to take it down. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const template = await embeddedTemplate();
  const missing = missingPostgres();
  if (missing !== null) {
    project.provide('services', { embeddedTemplate: template, postgres: { missing } });
    return async () => undefined;
  }
  const cluster = await startPostgresCluster();
  try {
    await makeTemplateDatabase(cluster.socketFolder);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  const { socketFolder } = cluster;
  project.provide('services', { embeddedTemplate: template, postgres: { socketFolder } });
  return () => cluster.stop();
}

async function makeTemplateDatabase(socketFolder: string): Promise<void> {
  await asSuperuser(
    databaseUrl(socketFolder, 'postgres'),
    `CREATE DATABASE ${TEMPLATE_DATABASE} ENCODING 'UTF8' TEMPLATE template0`,
  );
  const database = new PostgresDatabase({
    connectionString: databaseUrl(socketFolder, TEMPLATE_DATABASE),
  });
  try {
    await migrateUp(database, { folder: MIGRATIONS, recordedAt: MIGRATED_AT });
  } finally {
    await database.close();
  }
}
