import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

interface Holder {
  readonly pid: number;
  /** Start time of the process in the kernel's ticks, so that a reused pid is told apart. */
  readonly started: string | null;
}

/** Another living process has the data folder open; opening it twice would corrupt it. */
export class DataFolderLocked extends Error {
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`${folder} is in use by process ${pid}; stop that process or use another data folder`);
    this.pid = pid;
  }
}

/** The lock of a data folder lies beside it, so that removing the folder leaves no lock inside. */
export function lockFileOf(folder: string): string {
  return `${folder.replace(/\/+$/, '')}.lock`;
}

/**
 * Takes the folder for this process and returns how to give it back. The lock of a process that
 * no longer lives is taken over; that of a living one never is, however old.
 */
export function lockDataFolder(folder: string): () => void {
  const lockFile = lockFileOf(folder);
  const text = JSON.stringify({ pid: process.pid, started: startedAt(process.pid) });
  mkdirSync(dirname(lockFile), { recursive: true });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (createWithContent(lockFile, text)) return () => releaseIfOwn(lockFile, text);
    const found = readOrNull(lockFile);
    if (found === null) continue;
    const holder = parseHolder(found);
    if (holder && lives(holder)) throw new DataFolderLocked(folder, holder.pid);
    removeStale(lockFile, found);
  }
  throw new Error(`${lockFile} cannot be taken: other processes keep taking it`);
}

/** The file appears with its content or not at all: nobody can read it half written. */
function createWithContent(lockFile: string, text: string): boolean {
  const draft = `${lockFile}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, lockFile);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

function removeStale(lockFile: string, stale: string): void {
  const aside = `${lockFile}.${process.pid}.stale`;
  try {
    renameSync(lockFile, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // a third process may have renewed it in between: then it is put back
  if (readFileSync(aside, 'utf8') !== stale) linkSync(aside, lockFile);
  rmSync(aside, { force: true });
}

function releaseIfOwn(lockFile: string, text: string): void {
  if (readOrNull(lockFile) === text) rmSync(lockFile, { force: true });
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parseHolder(text: string): Holder | null {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' && pid > 0 ? { pid, started: started ?? null } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function lives(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (onlyZombies(holder.pid)) return false;
  const started = startedAt(holder.pid);
  return started === null || holder.started === null || started === holder.started;
}

/** Killed, but its parent has not asked for it yet: no thread of it is left that could write. */
function onlyZombies(pid: number): boolean {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return false;
  const states = readdirSync(tasks).map((task) => statFields(`${tasks}/${task}/stat`)[0]);
  return states.every((state) => state === 'Z' || state === 'X');
}

/** Field 22 of /proc/PID/stat; null where there is no /proc. */
function startedAt(pid: number): string | null {
  return statFields(`/proc/${pid}/stat`)[19] ?? null;
}

/** Fields of a stat file from the third on: the name in the second may hold spaces and brackets. */
function statFields(file: string): string[] {
  const stat = readOrNull(file);
  return stat === null ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
