import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How the command line reaches the process that holds a data folder. */
export interface Control {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
}

const FILE = 'control.json';

/** A token for one run of a process. */
export function newControlToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Writes the file readable by its owner only; returns a function that removes it. */
export function writeControl(dataDir: string, control: Control): () => void {
  const file = path.join(dataDir, FILE);
  mkdirSync(dataDir, { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(control), { mode: 0o600, flag: 'wx' });
  return () => rmSync(file, { force: true });
}

/** The control of a process that still runs, or undefined. */
export function readControl(dataDir: string): Control | undefined {
  let text: string;
  try {
    text = readFileSync(path.join(dataDir, FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const control = JSON.parse(text) as Control;
  return isAlive(control.pid) ? control : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
