import type pg from 'pg';
import type { ChannelListener } from './database.js';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2000;

/**
 * Follows a channel on a connection of its own and makes it again when it breaks, waiting 0.1 s
 * and then up to 2 s. `connected` is called each time, since notifications were missed meanwhile.
 */
export async function followChannel(
  connect: () => Promise<pg.Client>,
  channel: string,
  listener: ChannelListener,
): Promise<() => Promise<void>> {
  const follower = new ChannelFollower(connect, channel, listener);
  await follower.open();
  return () => follower.stop();
}

class ChannelFollower {
  private readonly connect: () => Promise<pg.Client>;
  private readonly statement: string;
  private readonly listener: ChannelListener;
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private retryMs = FIRST_RETRY_MS;
  private stopped = false;

  constructor(connect: () => Promise<pg.Client>, channel: string, listener: ChannelListener) {
    this.connect = connect;
    this.statement = `LISTEN "${channel.replaceAll('"', '""')}"`;
    this.listener = listener;
  }

  async open(): Promise<void> {
    const client = await this.connect();
    if (this.stopped) return client.end();
    this.client = client;
    client.on('notification', (message) => this.listener.notified(message.payload ?? ''));
    client.once('end', () => this.retryLater());
    await client.query(this.statement);
    this.retryMs = FIRST_RETRY_MS;
    this.listener.connected();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.client?.end();
  }

  private retryLater(): void {
    this.client = null;
    if (this.stopped || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.open().catch(() => this.retryLater());
    }, this.retryMs);
    this.retryMs = Math.min(LAST_RETRY_MS, this.retryMs * 2);
  }
}
