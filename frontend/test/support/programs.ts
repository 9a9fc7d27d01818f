import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const BACKEND = 'dist/backend/src/cli.js';
const SIMULATION = 'dist/simulators/main.js';
/** How much of what a program says is kept for a failure's message. */
const KEPT_CHARACTERS = 4_000;

/** What the backend tells its parent once it listens. */
export interface Listening {
  url: string;
  mode: 'LIVE' | 'TRAINING';
  /** One-time sign-in links into training accounts. */
  links: { label: string; url: string }[];
  /** One-time token of the account for devices and rosters. */
  simulator: { token: string };
}

/** A built program of this repository that runs. */
export interface Program {
  process: ChildProcess;
  /** Exit code, or the signal's name. */
  ended: Promise<number | string>;
  /** The last of what it wrote to stderr. */
  said(): string;
  /** What it wrote to stdout. */
  printed(): string;
}

export function simulation(args: string[], environment: NodeJS.ProcessEnv = {}): Program {
  return start([SIMULATION, ...args], environment);
}

export function backendProgram(args: string[], environment: NodeJS.ProcessEnv): Program {
  return start([BACKEND, ...args], environment);
}

/** Resolves when the backend listens; rejects with its last words when it ends before. */
export async function untilListening(program: Program): Promise<Listening> {
  return new Promise((resolve, reject) => {
    program.process.on('message', (message: { kind?: string } & Listening) => {
      if (message.kind === 'listening') resolve(message);
    });
    void program.ended.then((code) =>
      reject(new Error(`the backend ended with ${code}: ${program.said()}`)),
    );
  });
}

function start(args: string[], environment: NodeJS.ProcessEnv): Program {
  const [file = ''] = args;
  if (!existsSync(path.join(ROOT, file))) throw new Error(`${file} is missing: npm run build`);
  const child = spawn(process.execPath, ['--enable-source-maps', ...args], {
    cwd: ROOT,
    // this process is a test runner's worker; its options are not the product's
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  let printed = '';
  child.stderr?.on(
    'data',
    (chunk: Buffer) => (said = (said + chunk.toString()).slice(-KEPT_CHARACTERS)),
  );
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? code ?? 1));
  });
  return { process: child, ended, said: () => said, printed: () => printed };
}
