import { createClient } from 'redis';

const BLOCK_MS = 500;
const CONNECT_WITHIN_MS = 2000;
/** Longer than a read may block: a server that says nothing for so long is taken for gone. */
const SILENT_MS = 5000;
const SLOWEST_RECONNECT_MS = 1000;
const PING_EVERY_MS = 2000;
/** Entries kept for a node that reads late; what is older it finds in the database. */
const MOST_KEPT = 10_000;
const MOST_READ = 500;
const FIELD = 'e';

export interface StreamListener {
  /** Entries of all nodes, own ones too, in the order of the stream. */
  entries(batch: readonly string[]): void;
  /** Reading goes on from now; what came before must be found elsewhere. */
  connected(): void;
  /** Told once for each time that the server is away. */
  lost(error: unknown): void;
}

type Client = ReturnType<typeof newClient>;

/**
 * A stream of short messages between nodes, on Redis. It is a convenience: an entry is lost while
 * the server is away, and whoever needs it finds it in the database.
 */
export class SharedStream {
  private readonly writer: Client;
  private readonly reader: Client;
  private waiting: string[] = [];
  private sending = false;
  private closed = false;
  private isLost = false;
  private repliesHeard = 0;

  constructor(
    url: string,
    private readonly key: string,
    private readonly listener: StreamListener,
  ) {
    // an idle connection is not a silent one
    this.writer = newClient(url, PING_EVERY_MS);
    this.reader = newClient(url);
    for (const client of [this.writer, this.reader]) {
      client.on('error', (error: unknown) => this.lose(error));
      client.connect().catch((error: unknown) => this.lose(error));
    }
    this.reader.on('ready', () => void this.read());
  }

  /** Rises while the server answers, twice a second at least. */
  get replies(): number {
    return this.repliesHeard;
  }

  /** Sends an entry soon, together with others of the same moment; dropped while the server is away or far behind. */
  publish(entry: string): void {
    if (!this.writer.isReady || this.waiting.length >= MOST_KEPT) return;
    this.waiting.push(entry);
    if (!this.sending) void this.send();
  }

  close(): void {
    this.closed = true;
    this.writer.destroy();
    this.reader.destroy();
  }

  private async send(): Promise<void> {
    this.sending = true;
    try {
      while (this.waiting.length > 0) {
        const batch = this.waiting.splice(0, MOST_READ);
        await Promise.all(
          batch.map((entry) =>
            this.writer.xAdd(
              this.key,
              '*',
              { [FIELD]: entry },
              { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: MOST_KEPT } },
            ),
          ),
        );
      }
    } catch (error) {
      this.waiting = [];
      this.lose(error);
    } finally {
      this.sending = false;
    }
  }

  /** Reads until the connection breaks; the client makes it again and this begins anew. */
  private async read(): Promise<void> {
    try {
      let after = await this.lastId();
      this.isLost = false;
      this.listener.connected();
      for (;;) after = await this.readAfter(after);
    } catch (error) {
      this.lose(error);
    }
  }

  private async lastId(): Promise<string> {
    const last = await this.reader.xRevRange(this.key, '+', '-', { COUNT: 1 });
    return last?.[0]?.id ?? '0-0';
  }

  /** Waits for entries and hands them on; gives the id of the last, or the one given when there is none. */
  private async readAfter(id: string): Promise<string> {
    const options = { BLOCK: BLOCK_MS, COUNT: MOST_READ };
    const found = await this.reader.xRead({ key: this.key, id }, options);
    this.repliesHeard += 1;
    const messages = found?.[0]?.messages ?? [];
    if (messages.length > 0) this.listener.entries(messages.flatMap(toEntry));
    return messages.at(-1)?.id ?? id;
  }

  private lose(error: unknown): void {
    if (this.closed || this.isLost) return;
    this.isLost = true;
    this.listener.lost(error);
  }
}

function toEntry({ message }: { message: Record<string, string> }): string[] {
  const entry = message[FIELD];
  return entry === undefined ? [] : [entry];
}

function newClient(url: string, pingInterval?: number) {
  return createClient({
    url,
    ...(pingInterval === undefined ? {} : { pingInterval }),
    RESP: 2,
    // nothing piles up here while the server is away
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_WITHIN_MS,
      socketTimeout: SILENT_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, SLOWEST_RECONNECT_MS),
    },
  });
}
