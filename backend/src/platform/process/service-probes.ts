import { statfs } from 'node:fs/promises';
import pg from 'pg';
import { createClient } from 'redis';

/** What a service answered, or the code with which it did not. */
export type Probe<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string };

const ANSWER_WITHIN_MS = 3000;

/** Bytes that are free to this user where a folder lies. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Major version of a PostgreSQL server, and of the PostGIS that it could load (null: none). */
export async function probePostgres(
  url: string,
): Promise<Probe<{ major: number; postgis: string | null }>> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; postgis: string | null }>(
      `SELECT current_setting('server_version_num') AS version,
              (SELECT default_version FROM pg_available_extensions WHERE name = 'postgis') AS postgis`,
    );
    const major = Math.floor(Number(rows[0]?.version ?? 0) / 10_000);
    return { ok: true, value: { major, postgis: rows[0]?.postgis ?? null } };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  } finally {
    await client.end();
  }
}

/** A Redis server's answer to PING. */
export async function probeRedis(url: string): Promise<Probe<string>> {
  const socket = { connectTimeout: ANSWER_WITHIN_MS, reconnectStrategy: false } as const;
  const client = createClient({ url, socket });
  // without a listener the same failure would end the process
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { ok: true, value: await client.ping() };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  } finally {
    if (client.isOpen) client.destroy();
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown';
}
