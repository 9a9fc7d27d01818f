import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { localEnvironment, localNode } from '../steps/local-node.mjs';
import { inRoot, PlainError, ROOT, say } from '../steps/repository.mjs';

const BACKEND = 'dist/backend/src/cli.js';
const SIMULATION = 'dist/simulators/main.js';
const running = new Set();

/**
 * What the backend tells its parent once it listens (`process.send`).
 * `simulator` is what the simulated shift needs to sign in; it is passed on unread.
 * @typedef {object} Listening
 * @property {'listening'} kind
 * @property {string} url
 * @property {'LIVE' | 'TRAINING'} mode
 * @property {{ label: string, url: string }[]} links one-time sign-in links
 * @property {unknown} [simulator]
 *
 * @typedef {{ process: import('node:child_process').ChildProcess, ended: Promise<number> }} Program
 */

/**
 * Makes a demo world on first use; it is the same for the same seed, so it is made once.
 * @param {string} dataDir
 * @param {string} name of the world: west-midlands or town
 * @returns {Promise<string>} the map file
 */
export async function demoWorld(dataDir, name) {
  const folder = path.join(dataDir, 'worlds', name);
  const file = path.join(folder, 'world.osm.pbf');
  // The description is written after the map, so it tells a whole world from a torn one.
  const isWhole = () => existsSync(file) && existsSync(path.join(folder, 'world.json'));
  if (isWhole()) return file;
  mkdirSync(folder, { recursive: true });
  say(`start: making the demo world ${name} (once)`);
  const code = await simulation(['city', '--world', name, '--out', folder]).ended;
  if (code !== 0 || !isWhole()) throw new PlainError(`no demo world was made (exit ${code})`);
  return file;
}

/**
 * Starts the backend and waits until it listens.
 * @param {readonly string[]} args of its `start` command
 * @param {NodeJS.ProcessEnv} [extra] environment
 * @returns {Promise<{ program: Program, listening: Listening } | { program: Program, listening: null }>}
 *   `listening` is null when it ended before; it has then said why
 */
export async function backend(args, extra = {}) {
  const program = start([BACKEND, 'start', ...args], extra, [
    'inherit',
    'inherit',
    'inherit',
    'ipc',
  ]);
  const listening = await new Promise((resolve) => {
    program.process.on('message', (message) => {
      if (message?.kind === 'listening') resolve(message);
    });
    program.ended.then(() => resolve(null));
  });
  return { program, listening };
}

/**
 * @param {readonly string[]} args command first
 * @param {unknown} [access] the backend's `simulator`; by environment, as arguments can be read by others
 * @param {'inherit' | 'pipe'} [output] where its standard output goes
 * @returns {Program}
 */
export function simulation(args, access, output = 'inherit') {
  const extra = access === undefined ? {} : { MUSTER_SIM_ACCESS: JSON.stringify(access) };
  return start([SIMULATION, ...args], extra, ['ignore', output, 'inherit']);
}

/**
 * Runs a command of the backend's program to its end.
 * @returns {Promise<{ code: number, output: string }>} its standard output
 */
export async function backendCommand(args, extra = {}) {
  return await collected(start([BACKEND, ...args], extra, ['ignore', 'pipe', 'inherit']));
}

/** @param {Program} program started with piped output */
export async function collected(program) {
  const chunks = [];
  program.process.stdout.on('data', (chunk) => chunks.push(chunk));
  const code = await program.ended;
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}

/** Asks what still runs to stop, the last started first; what does not stop in time is killed. */
export async function stopAll(patienceMs = 15_000) {
  for (const program of [...running].reverse()) {
    program.process.kill('SIGTERM');
    const killer = setTimeout(() => program.process.kill('SIGKILL'), patienceMs);
    await program.ended;
    clearTimeout(killer);
  }
}

function start(args, extra, stdio) {
  if (!existsSync(inRoot(args[0]))) throw new PlainError(`this version has no ${args[0]}`);
  const child = spawn(localNode(), ['--enable-source-maps', ...args], {
    cwd: ROOT,
    env: { ...localEnvironment(), ...extra },
    stdio,
    // Ctrl-C reaches this script alone, which then stops its programs in order.
    detached: process.platform !== 'win32',
  });
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      say(`start: ${error.message}`);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
  const program = { process: child, ended };
  running.add(program);
  ended.then(() => running.delete(program));
  return program;
}
