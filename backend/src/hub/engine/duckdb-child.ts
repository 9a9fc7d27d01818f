// Runs in its own process: nothing here but DuckDB, so that its memory and its faults stay out of ours.
// The file imports no other file of ours, which lets Node run it from source and from the build alike.
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';

type Request =
  | { id: number; op: 'open'; path: string; config: Record<string, string> }
  | { id: number; op: 'run'; sql: string }
  | { id: number; op: 'rows'; sql: string }
  | { id: number; op: 'numbers'; sql: string }
  | { id: number; op: 'append'; table: string; columns: (string[] | Int32Array)[] }
  | { id: number; op: 'rss' }
  | { id: number; op: 'close' };

let instance: DuckDBInstance | null = null;
let connection: DuckDBConnection | null = null;

function send(message: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

function db(): DuckDBConnection {
  if (connection === null) throw new Error('the database is not open');
  return connection;
}

async function open(path: string, config: Record<string, string>): Promise<void> {
  instance = await DuckDBInstance.create(path, config);
  connection = await instance.connect();
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

async function sendRows(id: number, sql: string): Promise<void> {
  const result = await db().stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const rows = chunk.convertRows((value) => plain(value));
    await send({ id, part: rows });
  }
}

const ROWS_PER_MESSAGE = 262_144;

async function sendNumbers(id: number, sql: string): Promise<void> {
  const result = await db().stream(sql);
  const width = result.columnCount;
  let held = Array.from({ length: width }, () => new Int32Array(ROWS_PER_MESSAGE));
  let filled = 0;
  const flush = async (): Promise<void> => {
    if (filled > 0) await send({ id, part: held.map((c) => c.slice(0, filled)) });
    held = Array.from({ length: width }, () => new Int32Array(ROWS_PER_MESSAGE));
    filled = 0;
  };
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    if (filled + chunk.rowCount > ROWS_PER_MESSAGE) await flush();
    for (let c = 0; c < width; c += 1) {
      (held[c] as Int32Array).set(chunk.getColumnValues(c) as number[], filled);
    }
    filled += chunk.rowCount;
  }
  await flush();
}

async function append(table: string, columns: (string[] | Int32Array)[]): Promise<void> {
  const appender = await db().createAppender(table);
  const rows = columns[0]?.length ?? 0;
  for (let i = 0; i < rows; i += 1) {
    for (const column of columns) {
      const value = column[i];
      if (typeof value === 'number') appender.appendInteger(value);
      else appender.appendVarchar(value as string);
    }
    appender.endRow();
  }
  appender.closeSync();
}

async function handle(request: Request): Promise<unknown> {
  switch (request.op) {
    case 'open':
      return open(request.path, request.config);
    case 'run':
      await db().run(request.sql);
      return null;
    case 'rows':
      return sendRows(request.id, request.sql);
    case 'numbers':
      return sendNumbers(request.id, request.sql);
    case 'append':
      return append(request.table, request.columns);
    case 'rss':
      return process.resourceUsage().maxRSS / 1024;
    case 'close':
      connection?.closeSync();
      instance?.closeSync();
      process.disconnect();
      return null;
  }
}

// requests are answered in the order they came
let queue: Promise<void> = Promise.resolve();
process.on('message', (request: Request) => {
  queue = queue.then(async () => {
    try {
      const value = await handle(request);
      if (process.connected) await send({ id: request.id, done: true, value: value ?? null });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      await send({ id: request.id, done: true, error: text });
    }
  });
});
process.on('disconnect', () => process.exit(0));
