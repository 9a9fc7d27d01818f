import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '../../platform/database/open-database.js';
import type { BenchDatabase } from '../support/bench-node.js';

export interface StoredRows {
  readonly acknowledged: number;
  readonly stored: number;
  /** Acknowledged fixes that are not in the database. */
  readonly lost: number;
}

/** Compares what devices were told is committed with what the database holds. The backend must be gone. */
export async function compareStored(place: BenchDatabase, file: string): Promise<StoredRows> {
  const told = JSON.parse(readFileSync(file, 'utf8')) as [deviceId: string, seqs: number[]][];
  const database = await openDatabase(
    place.postgresUrl === null
      ? { folder: path.join(place.dataDir, 'database') }
      : { databaseUrl: place.postgresUrl },
  );
  try {
    let [acknowledged, stored, lost] = [0, 0, 0];
    for (const [deviceId, seqs] of told) {
      const rows = await database
        .on('read')
        .rows<{ seq: number }>('SELECT seq FROM position WHERE device_id = $1', [deviceId]);
      const held = new Set(rows.map(({ seq }) => seq));
      stored += rows.length;
      acknowledged += seqs.length;
      lost += seqs.filter((seq) => !held.has(seq)).length;
    }
    return { acknowledged, stored, lost };
  } finally {
    await database.close();
  }
}
