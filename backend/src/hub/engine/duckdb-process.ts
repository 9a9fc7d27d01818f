import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { availableParallelism, constants, setPriority, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Limits of the linkage process. */
export interface DuckDbLimits {
  /** Memory asked for in MiB; a quarter of the machine's memory is the most that is given. */
  readonly memoryMb: number;
  /** Folder for spilling to disk. */
  readonly tempFolder: string;
  /** Threads; all cores but one when not given. */
  readonly threads?: number | undefined;
  /** Database file, or `:memory:`. */
  readonly path: string;
}

interface Waiting {
  readonly onPart: (part: unknown) => void;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** An error that DuckDB itself reported, with the statement that caused it. */
export class DuckDbError extends Error {
  constructor(
    message: string,
    readonly sql: string,
  ) {
    super(message);
    this.name = 'DuckDbError';
  }
}

/** Memory limit in MiB: what was asked for, at most a quarter of the machine. */
export function grantedMemoryMb(askedMb: number): number {
  return Math.max(256, Math.min(askedMb, Math.floor(totalmem() / 4 / 1024 / 1024)));
}

/**
 * DuckDB in a child process of low priority. Statements run one after the other. When the child dies,
 * every open call fails with the reason and nothing of ours is touched.
 */
export class DuckDbProcess {
  private readonly waiting = new Map<number, Waiting & { sql: string }>();
  private nextId = 1;
  private ended: Error | null = null;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message) => this.receive(message as ChildMessage));
    child.on('exit', (code, signal) => this.fail(`the linkage process ended (${signal ?? code})`));
    child.on('error', (error) => this.fail(`the linkage process failed: ${error.message}`));
  }

  /** Starts the process and opens the database. */
  static async open(limits: DuckDbLimits): Promise<DuckDbProcess> {
    mkdirSync(limits.tempFolder, { recursive: true });
    const here = import.meta.url;
    const file = new URL(here.endsWith('.ts') ? './duckdb-child.ts' : './duckdb-child.js', here);
    const child = fork(fileURLToPath(file), [], {
      serialization: 'advanced',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW - 9);
    const db = new DuckDbProcess(child);
    const threads = limits.threads ?? Math.max(1, availableParallelism() - 1);
    const config = {
      threads: String(threads),
      memory_limit: `${grantedMemoryMb(limits.memoryMb)}MiB`,
      temp_directory: limits.tempFolder,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    };
    await db.call({ op: 'open', path: limits.path, config }, limits.path);
    return db;
  }

  /** Runs a statement for its effect. */
  async run(sql: string): Promise<void> {
    await this.call({ op: 'run', sql }, sql);
  }

  /** All rows of a query, each an array of plain values. For small results. */
  async rows<T extends readonly unknown[]>(sql: string): Promise<T[]> {
    const all: T[] = [];
    await this.call({ op: 'rows', sql }, sql, (part) => {
      for (const row of part as T[]) all.push(row);
    });
    return all;
  }

  /** Streams a query of 32-bit whole numbers, column by column, in blocks. */
  async numbers(sql: string, onBlock: (columns: readonly Int32Array[]) => void): Promise<void> {
    await this.call({ op: 'numbers', sql }, sql, (part) => onBlock(part as Int32Array[]));
  }

  /** Appends columns of text or of 32-bit whole numbers to a table. */
  async append(table: string, columns: readonly (readonly string[] | Int32Array)[]): Promise<void> {
    await this.call({ op: 'append', table, columns }, table);
  }

  /** Shuts the file system and the configuration; called once the inputs are loaded. */
  async lock(): Promise<void> {
    await this.run('SET enable_external_access = false');
    await this.run('SET lock_configuration = true');
  }

  /** Highest resident memory of the process so far, in MiB. */
  async peakRssMb(): Promise<number> {
    return (await this.call({ op: 'rss' }, 'rss')) as number;
  }

  /** Ends the process after the statements already sent. */
  async close(): Promise<void> {
    if (this.ended !== null) return;
    const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.send({ id: 0, op: 'close' });
    await gone;
  }

  private call(
    request: Record<string, unknown>,
    sql: string,
    onPart: (part: unknown) => void = () => undefined,
  ): Promise<unknown> {
    if (this.ended !== null) return Promise.reject(this.ended);
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { onPart, resolve, reject, sql });
      this.child.send({ ...request, id });
    });
  }

  private receive(message: ChildMessage): void {
    const waiting = this.waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.part !== undefined) {
      waiting.onPart(message.part);
      return;
    }
    this.waiting.delete(message.id);
    if (message.error !== undefined) waiting.reject(new DuckDbError(message.error, waiting.sql));
    else waiting.resolve(message.value);
  }

  private fail(reason: string): void {
    this.ended = new Error(reason);
    for (const waiting of this.waiting.values()) waiting.reject(this.ended);
    this.waiting.clear();
  }
}

interface ChildMessage {
  readonly id: number;
  readonly part?: unknown;
  readonly done?: true;
  readonly value?: unknown;
  readonly error?: string;
}
