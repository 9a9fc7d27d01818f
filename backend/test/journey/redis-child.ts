import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

// socket paths must be short
const ROOT = '/var/tmp';

/** Where redis-server is installed, or undefined. */
export function redisProgram(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return [...folders, '/usr/bin', '/usr/local/bin']
    .map((folder) => path.join(folder, 'redis-server'))
    .find((file) => existsSync(file));
}

/** A private Redis on a unix socket that a test starts, kills and starts again. */
export class RedisChild {
  private readonly folder = mkdtempSync(path.join(ROOT, 'muster-redis-'));
  private readonly socket = path.join(this.folder, 'redis.sock');
  private server: ChildProcess | undefined;

  constructor(private readonly program: string) {}

  get url(): string {
    return `unix://${this.socket}`;
  }

  async start(): Promise<void> {
    const settings = { port: '0', unixsocket: this.socket, save: '', appendonly: 'no' };
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    this.server = spawn(this.program, flags, { cwd: this.folder, stdio: 'ignore' });
    for (let attempt = 0; attempt < 400; attempt += 1) {
      if (await this.answers()) return;
      await wait(25);
    }
    throw new Error('redis-server did not start within 10 s');
  }

  /** As a crash would end it. */
  async kill(): Promise<void> {
    const { server } = this;
    if (server?.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  /** Stops answering without closing a connection, until `thaw`. */
  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.socket);
      const end = (answered: boolean): void => {
        socket.destroy();
        resolve(answered);
      };
      socket.once('error', () => end(false));
      socket.once('connect', () => socket.write('PING\r\n'));
      socket.once('data', (data: Buffer) => end(data.toString().startsWith('+PONG')));
    });
  }
}
