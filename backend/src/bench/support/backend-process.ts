import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BenchDatabase } from './bench-node.js';
import { startProgram } from './programs.js';

/** A backend in a process of its own, as it runs in service. */
export interface BackendProcess {
  readonly url: string;
  /** One-time token of the simulator's account. */
  readonly token: string;
  readonly process: ChildProcess;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop, and waits. */
  stop(): Promise<void>;
  /** CPU time it has used so far, µs; NaN where the system does not tell. */
  cpuUs(): number;
}

/** Starts the backend on a benchmark's database and waits until it listens. */
export async function startBackend(
  mapFile: string,
  { dataDir, postgresUrl }: BenchDatabase,
): Promise<BackendProcess> {
  const child = startProgram(
    'dist/backend/src/cli.js',
    ['start', '--map', mapFile, '--port', '0'],
    {
      environment: {
        MUSTER_DATA_DIR: dataDir,
        DATABASE_URL: postgresUrl ?? '',
        REDIS_URL: '',
        MUSTER_TRAINING: 'true',
        MUSTER_LOG_LEVEL: 'warn',
        MUSTER_BODY_LIMIT_KB: '10240',
        MUSTER_SOCKETS_PER_PRINCIPAL: '10000',
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const listening = await new Promise<Listening>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the backend ended with ${code}`)));
    child.on('message', (message: Listening) => {
      if (message.kind === 'listening') resolve(message);
    });
  });
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    url: listening.url,
    token: listening.simulator?.token ?? '',
    process: child,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    cpuUs: () => cpuUsOf(child.pid ?? 0),
  };
}

interface Listening {
  readonly kind: string;
  readonly url: string;
  readonly simulator: { readonly token: string } | null;
}

/** Linux counts in ticks of 10 ms. */
const TICK_US = 10_000;

function cpuUsOf(pid: number): number {
  if (process.platform !== 'linux') return NaN;
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // the name in brackets may hold spaces; what follows it does not
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}
