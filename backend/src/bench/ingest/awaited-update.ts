import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../platform/database/open-database.js';

/**
 * The obvious way: each fix is one awaited UPDATE of the device's row. Without sockets, schema,
 * cleaning or history, which flatters it; at most `CALLERS` at once, as with a pool of that size.
 */
export interface AwaitedUpdate {
  /** Fixes a second, for a while. Closed loop: the next one goes out when one is done. */
  ratePerS(ms: number): Promise<number>;
  stop(): Promise<void>;
}

const CALLERS = 8;
const TABLE = `CREATE TABLE public.bench_latest (device int PRIMARY KEY, fix_at timestamptz NOT NULL,
  lat float8 NOT NULL, lon float8 NOT NULL)`;
const FILL = `INSERT INTO public.bench_latest SELECT i, to_timestamp(0), 52.5, -1.9 FROM generate_series(1, $1::int) i`;
const UPDATE = 'UPDATE public.bench_latest SET fix_at = $2, lat = $3, lon = $4 WHERE device = $1';

type Update = (caller: number, values: [number, Date, number, number]) => Promise<unknown>;

export async function postgresUpdates(url: string, devices: number): Promise<AwaitedUpdate> {
  const clients = Array.from({ length: CALLERS }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  await clients[0]?.query(TABLE);
  await clients[0]?.query(FILL, [devices]);
  const update: Update = (caller, values) =>
    (clients[caller] as pg.Client).query({ name: 'update', text: UPDATE, values });
  return {
    ratePerS: (ms) => loop(update, devices, ms),
    stop: async () => void (await Promise.all(clients.map((client) => client.end()))),
  };
}

export async function embeddedUpdates(devices: number): Promise<AwaitedUpdate> {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-peer-'));
  const database = await openDatabase({ folder });
  await database.asLogin(async (db) => {
    await db.run(TABLE);
    await db.run(FILL, [devices]);
  });
  const update =
    (db: { run(sql: string, params: (number | Date)[]): Promise<number> }): Update =>
    (_, values) =>
      db.run(UPDATE, values);
  return {
    ratePerS: (ms) => database.asLogin((db) => loop(update(db), devices, ms)),
    stop: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function loop(update: Update, devices: number, ms: number): Promise<number> {
  const startedMs = performance.now();
  let count = 0;
  const caller = async (number: number): Promise<void> => {
    while (performance.now() - startedMs < ms) {
      const device = 1 + (count++ % devices);
      await update(number, [device, new Date(Date.now()), 52.5 + count * 1e-7, -1.9]);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, number) => caller(number)));
  return (count * 1000) / (performance.now() - startedMs);
}
