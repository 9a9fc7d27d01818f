import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

// in a home folder of mode 700 the user `postgres` could not reach it; socket paths must be short
const ROOT = '/var/tmp';
const PREFIX = 'muster-pg-';
const PORT = 5432;

/** A private PostgreSQL that lives as long as a test run or a benchmark. */
export interface PostgresCluster {
  /** Folder of its unix socket. */
  readonly socketFolder: string;
  stop(): Promise<void>;
}

interface Binaries {
  readonly folder: string;
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

/** The connection string of a database of the cluster. */
export function databaseUrl(socketFolder: string, database: string): string {
  return `postgresql://postgres@${encodeURIComponent(socketFolder)}:${PORT}/${database}`;
}

/** Runs statements on a database of the cluster as its superuser. */
export async function asSuperuser(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** What is missing for a private PostgreSQL, or null. */
export function missingPostgres(): string | null {
  return findBinaries() ? null : 'PostgreSQL with PostGIS is not installed';
}

/**
 * Makes and starts a cluster under /var/tmp; `stop` ends it and removes its files.
 * @param settings server settings beside the usual ones; tests run without fsync, a benchmark of
 *   durable writes sets it to `on`
 */
export async function startPostgresCluster(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresCluster> {
  const binaries = findBinaries();
  if (!binaries) throw new Error('PostgreSQL with PostGIS is not installed');
  await removeOrphans();
  const folder = join(ROOT, `${PREFIX}${process.pid}`);
  mkdirSync(folder, { mode: 0o700 });
  if (binaries.user) chownSync(folder, binaries.user.uid, binaries.user.gid);
  const dataFolder = join(folder, 'data');
  await runToEnd(binaries, 'initdb', [
    '-D',
    dataFolder,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-N',
    '--locale=C.UTF-8',
    '-E',
    'UTF8',
  ]);
  const server = start(
    binaries,
    'postgres',
    serverArguments({ dataFolder, socketFolder: folder, further: settings }),
  );
  await waitUntilReady(folder, server);
  return {
    socketFolder: folder,
    stop: async () => {
      const exited = server.exitCode === null ? once(server, 'exit') : Promise.resolve();
      server.kill('SIGINT');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface ServerPlace {
  readonly dataFolder: string;
  readonly socketFolder: string;
  readonly further: Readonly<Record<string, string>>;
}

function serverArguments({ dataFolder, socketFolder, further }: ServerPlace): string[] {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    port: String(PORT),
    max_connections: '150',
    // the machine does not lose power in a test, and 40 clients should not wait for its disk
    fsync: 'off',
    log_min_messages: 'fatal',
    ...further,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', dataFolder, ...flags];
}

/** Newest installed server that has PostGIS, and the user it must run as when we are root. */
function findBinaries(): Binaries | null {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const version = versions.find((name) =>
    existsSync(`/usr/share/postgresql/${name}/extension/postgis.control`),
  );
  if (version === undefined) return null;
  const folder = join(root, version, 'bin');
  return { folder, user: process.getuid?.() === 0 ? postgresUser() : null };
}

/** PostgreSQL refuses to run as root. */
function postgresUser(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (!uid || !gid) throw new Error('the user postgres does not exist');
  return { uid: Number(uid), gid: Number(gid) };
}

function start({ folder, user }: Binaries, program: string, args: string[]): ChildProcess {
  return spawn(join(folder, program), args, { cwd: '/', stdio: 'ignore', ...user });
}

async function runToEnd(binaries: Binaries, program: string, args: string[]): Promise<void> {
  const ended = (await once(start(binaries, program, args), 'exit')) as [number | null];
  if (ended[0] !== 0) throw new Error(`${program} ended with ${ended[0]}`);
}

async function waitUntilReady(folder: string, server: ChildProcess): Promise<void> {
  const url = databaseUrl(folder, 'postgres');
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (server.exitCode !== null) throw new Error('postgres ended while it was starting');
    const answered = await asSuperuser(url, 'SELECT 1').then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('postgres did not start within 10 s');
}

/** A test run that was killed leaves its cluster behind: its folder carries the pid of that run. */
async function removeOrphans(): Promise<void> {
  for (const name of readdirSync(ROOT).filter((entry) => entry.startsWith(PREFIX))) {
    if (lives(Number(name.slice(PREFIX.length)))) continue;
    const pidFile = join(ROOT, name, 'data', 'postmaster.pid');
    const server = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0;
    if (server > 0 && lives(server)) process.kill(server, 'SIGQUIT');
    rmSync(join(ROOT, name), { recursive: true, force: true });
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
