import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from 'redis';

/** A private Redis in memory that lives as long as a benchmark. */
export interface RedisServer {
  readonly socketPath: string;
  readonly version: string;
  stop(): Promise<void>;
}

export type RedisClient = ReturnType<typeof redisClient>;

/** A client that is not connected yet. */
export function redisClient(socketPath: string) {
  return createClient({ socket: { path: socketPath, tls: false } });
}

/** Starts `redis-server` on a socket in a temporary folder, or says null when it is not installed. */
export async function startRedisServer(): Promise<RedisServer | null> {
  const probe = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  if (probe.status !== 0) return null;
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-redis-'));
  const socketPath = path.join(folder, 'redis.sock');
  const args = ['--port', '0', '--unixsocket', socketPath, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', args, { cwd: folder, stdio: 'ignore' });
  await untilReady(socketPath);
  return {
    socketPath,
    version: /v=(\S+)/.exec(probe.stdout)?.[1] ?? 'unknown',
    stop: async () => {
      const exited = server.exitCode === null ? once(server, 'exit') : Promise.resolve();
      server.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(socketPath: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const client = redisClient(socketPath);
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.ping();
      await client.close();
      return;
    } catch {
      // not there yet: asked again until it is
      client.destroy();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('redis-server did not start within 10 s');
}
