import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { rootFolder } from '../../platform/config/root-folder.js';

const SIMULATION = 'dist/simulators/main.js';

export interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdio?: StdioOptions;
}

/** Starts a compiled program of this repository on the Node that runs this one. */
export function startProgram(
  file: string,
  args: readonly string[],
  { environment = {}, stdio = ['ignore', 'inherit', 'inherit', 'ipc'] }: ProgramOptions = {},
): ChildProcess {
  return spawn(process.execPath, [path.join(rootFolder(), file), ...args], {
    env: { ...process.env, ...environment },
    stdio,
  });
}

/** Runs a program to its end and gives its standard output; throws when it fails. */
export async function outputOf(file: string, args: readonly string[]): Promise<string> {
  const child = startProgram(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  child.stdout?.on('data', (part: Buffer) => parts.push(part));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
  return Buffer.concat(parts).toString('utf8');
}

/** The map file of a demo world, made where `npm start` makes it, on first use. */
export async function demoWorld(world: string): Promise<string> {
  const folder = path.join(
    rootFolder(),
    process.env['MUSTER_DATA_DIR'] || '.data',
    'worlds',
    world,
  );
  const file = path.join(folder, 'world.osm.pbf');
  // the description is written after the map: with it the map is whole
  const isWhole = () => existsSync(file) && existsSync(path.join(folder, 'world.json'));
  if (!isWhole()) await outputOf(SIMULATION, ['city', '--world', world, '--out', folder]);
  if (!isWhole()) throw new Error(`no demo world in ${folder}`);
  return file;
}
