import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';

interface Reply {
  readonly kind: 'ready' | 'wire' | 'dump' | 'closed' | 'failed';
  readonly bytes?: Uint8Array;
  readonly message?: string;
}

interface Pending {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

export interface PgliteThreadOptions {
  /** Data folder; absent: in memory. */
  readonly folder?: string;
  /** A gzipped data folder made by `dump`, loaded when the folder is new. */
  readonly template?: Uint8Array;
}

/** The worker thread that holds PGlite. Requests are answered one at a time, in order. */
export class PgliteThread {
  /** Settles when the thread has ended, with the error that ended it if there was one. */
  readonly ended: Promise<Error | null>;
  private readonly worker: Worker;
  private readonly pending: Pending[] = [];
  private over: Error | null = null;

  private constructor(worker: Worker) {
    this.worker = worker;
    let failure: Error | null = null;
    worker.on('message', (reply: Reply) => this.settle(reply));
    worker.on('error', (error: Error) => (failure = error));
    this.ended = new Promise((resolve) => {
      worker.once('exit', () => {
        this.over = failure ?? new Error('the database thread ended');
        for (const waiting of this.pending.splice(0)) waiting.reject(this.over);
        resolve(failure);
      });
    });
  }

  /** Starts the thread and waits until the database in it is ready. */
  static async start(options: PgliteThreadOptions): Promise<PgliteThread> {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const file = new URL(`./pglite-worker.${extension}`, import.meta.url);
    const thread = new PgliteThread(new Worker(file, { workerData: options, execArgv: [] }));
    await thread.nextReply();
    return thread;
  }

  /** Sends protocol bytes and gives the backend's answer. */
  exchange(bytes: Uint8Array): Promise<Uint8Array> {
    const owned = new Uint8Array(bytes);
    return this.ask({ kind: 'wire', bytes: owned }, [owned.buffer]);
  }

  /** The whole data folder as a gzipped tar, to start others from. */
  dump(): Promise<Uint8Array> {
    return this.ask({ kind: 'dump' });
  }

  /** Shuts the database down cleanly and ends the thread. */
  async close(): Promise<void> {
    if (!this.over) await this.ask({ kind: 'close' });
    await this.worker.terminate();
  }

  /** Ends the thread at once; the database recovers when it is opened again. */
  async kill(): Promise<void> {
    await this.worker.terminate();
  }

  private async ask(
    request: { readonly kind: string; readonly bytes?: Uint8Array },
    moved: readonly ArrayBuffer[] = [],
  ): Promise<Uint8Array> {
    // a message to a thread that has ended would wait for ever
    if (this.over) throw this.over;
    const reply = this.nextReply();
    this.worker.postMessage(request, moved);
    return (await reply).bytes ?? new Uint8Array();
  }

  private nextReply(): Promise<Reply> {
    return new Promise((resolve, reject) => this.pending.push({ resolve, reject }));
  }

  private settle(reply: Reply): void {
    const waiting = this.pending.shift();
    if (reply.kind === 'failed') waiting?.reject(new Error(`embedded database: ${reply.message}`));
    else waiting?.resolve(reply);
  }
}

/** The socket that the `pg` client believes it talks to: a pipe to the database thread. */
export class PgliteStream extends Duplex {
  private readonly thread: PgliteThread;

  constructor(thread: PgliteThread) {
    super();
    this.thread = thread;
  }

  connect(): this {
    setImmediate(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  override _read(): void {
    // the answer is pushed when it arrives
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.thread.exchange(chunk).then(
      (bytes) => {
        if (bytes.length > 0) this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
        done();
      },
      (error: Error) => done(error),
    );
  }

  override _writev(
    chunks: { readonly chunk: Buffer }[],
    done: (error?: Error | null) => void,
  ): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'buffer', done);
  }
}
