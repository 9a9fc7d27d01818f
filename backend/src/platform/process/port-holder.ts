import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

/** Another process listens where this one was told to. */
export class PortTaken extends Error {
  readonly port: number;

  constructor(port: number) {
    const pid = pidListeningOn(port);
    const holder = pid === null ? 'another process' : `process ${pid} (${nameOf(pid)})`;
    super(`port ${port} is taken by ${holder}; choose another with --port N`);
    this.port = port;
  }
}

/** Settles when the port can be listened on now; throws PortTaken. Port 0 is always free. */
export async function requireFreePort(port: number, host: string): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => reject(asPortTaken(error, port)));
    probe.listen(port, host, resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

/** The error of a failed `listen`, told so that a person can act on it. */
export function asPortTaken(error: NodeJS.ErrnoException, port: number): Error {
  return error.code === 'EADDRINUSE' ? new PortTaken(port) : error;
}

/** Process that listens on a TCP port, by what Linux shows of sockets; null where it cannot be seen. */
export function pidListeningOn(port: number): number | null {
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeners(file, port)),
  );
  if (inodes.size === 0) return null;
  const pids = entries('/proc').filter((name) => /^\d+$/.test(name));
  const holder = pids.find((pid) => holdsOne(pid, inodes));
  return holder === undefined ? null : Number(holder);
}

const LISTENING = '0A';

/** Inodes of sockets that listen on the port, of one table of the kernel. */
function listeners(file: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return lines(file)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => local.endsWith(wanted) && state === LISTENING)
    .flatMap((columns) => columns[9] ?? []);
}

function holdsOne(pid: string, inodes: ReadonlySet<string>): boolean {
  return entries(`/proc/${pid}/fd`).some((fd) => {
    const inode = /^socket:\[(\d+)\]$/.exec(target(`/proc/${pid}/fd/${fd}`))?.[1];
    return inode !== undefined && inodes.has(inode);
  });
}

/** Program and script without their arguments, which may hold secrets. */
function nameOf(pid: number): string {
  const [program = '', script = ''] = (lines(`/proc/${pid}/cmdline`)[0] ?? '').split('\0');
  const words = [program, script.startsWith('-') ? '' : script];
  return (
    words
      .map((word) => path.basename(word))
      .join(' ')
      .trim() || 'unknown'
  );
}

// processes end while they are looked at, and those of others may not be looked at
function lines(file: string): string[] {
  return attempt(() => readFileSync(file, 'utf8').split('\n'), []);
}

function entries(folder: string): string[] {
  return attempt(() => readdirSync(folder), []);
}

function target(link: string): string {
  return attempt(() => readlinkSync(link), '');
}

function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return otherwise;
    throw error;
  }
}
