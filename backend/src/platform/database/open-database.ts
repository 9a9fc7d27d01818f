import type { Database } from './database.js';
import { EmbeddedDatabase } from './embedded-database.js';
import type { EmbeddedOptions } from './embedded-database.js';
import { PostgresDatabase } from './postgres-database.js';

export interface DatabaseConfig extends EmbeddedOptions {
  /** Connection string of PostgreSQL 15+ with PostGIS 3.3+; absent: the embedded database. */
  readonly databaseUrl?: string;
  readonly poolSize?: number;
  readonly statementTimeoutMs?: number;
  readonly onConnectionError?: (error: Error) => void;
}

/** The database this node runs on. It is not migrated by opening it. */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const { databaseUrl, folder, template, ...pool } = config;
  if (databaseUrl !== undefined) {
    return new PostgresDatabase({ connectionString: databaseUrl, ...pool });
  }
  return EmbeddedDatabase.open({
    ...(folder === undefined ? {} : { folder }),
    ...(template === undefined ? {} : { template }),
  });
}
