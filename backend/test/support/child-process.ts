import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A child that runs a TypeScript file of this folder and speaks in lines. */
export interface Child {
  readonly process: ChildProcess;
  /** Lines it has written so far. */
  readonly lines: string[];
  /** Settles with the first line that starts with `prefix`, written before or after. */
  line(prefix: string): Promise<string>;
  /** SIGKILL, and waits until all that it wrote was read. */
  kill(): Promise<void>;
}

/** Starts `file` (beside this one) with arguments, under the Node that runs the tests. */
export function startChild(file: string, args: readonly string[]): Child {
  const hooks = join(import.meta.dirname, 'typescript-hooks.mjs');
  const script = join(import.meta.dirname, file);
  const nodeArgs = ['--conditions=muster-source', '--import', hooks, script, ...args];
  const child = spawn(process.execPath, nodeArgs, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const gone = Promise.all([once(reader, 'close'), once(child, 'exit')]);
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  reader.on('line', (line) => lines.push(line));
  return {
    process: child,
    lines,
    line: (prefix) =>
      new Promise((resolve, reject) => {
        const found = lines.find((line) => line.startsWith(prefix));
        if (found !== undefined) return resolve(found);
        reader.on('line', (line) => line.startsWith(prefix) && resolve(line));
        reader.on('close', () => reject(new Error(`${file} ended before "${prefix}": ${errors}`)));
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
