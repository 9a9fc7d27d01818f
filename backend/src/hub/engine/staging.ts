import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDbProcess } from './duckdb-process.js';

/** Where the hub keeps its own files inside the data folder. */
export interface HubFolder {
  readonly folder: string;
  readonly memoryMb: number;
  readonly threads?: number | undefined;
}

/**
 * Opens the staging file: every accepted record as mentions, under the key (source, record key, mention
 * number). Linkage reads them here, where a hundred million fit; what is published goes to PostGIS.
 */
export async function openStaging(hub: HubFolder): Promise<DuckDbProcess> {
  mkdirSync(hub.folder, { recursive: true });
  const db = await DuckDbProcess.open({
    memoryMb: hub.memoryMb,
    threads: hub.threads,
    tempFolder: join(hub.folder, 'temp'),
    path: join(hub.folder, 'staging.duckdb'),
  });
  await db.run(TABLES);
  return db;
}

const TABLES = `
CREATE TABLE IF NOT EXISTS batch (
  id INTEGER PRIMARY KEY, source VARCHAR NOT NULL, file_sha256 VARCHAR NOT NULL,
  description_sha256 VARCHAR NOT NULL, taken_at VARCHAR NOT NULL, records BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS record (
  source VARCHAR NOT NULL, record_key VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, batch INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS mention (
  source VARCHAR NOT NULL, record_key VARCHAR NOT NULL, mention_no INTEGER NOT NULL, kind VARCHAR NOT NULL,
  role VARCHAR NOT NULL, recorded_on VARCHAR, classification VARCHAR NOT NULL, grade VARCHAR,
  retention VARCHAR NOT NULL, fields VARCHAR NOT NULL, markers VARCHAR NOT NULL, opinions VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS mention_link (
  source VARCHAR NOT NULL, record_key VARCHAR NOT NULL, from_no INTEGER NOT NULL, to_no INTEGER NOT NULL,
  role VARCHAR NOT NULL);
`;
