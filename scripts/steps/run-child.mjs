import { spawn } from 'node:child_process';
import { localEnvironment, localNode } from './local-node.mjs';
import { ROOT } from './repository.mjs';

const FORWARDED = ['SIGTERM', 'SIGHUP'];

/**
 * Runs a program on the packaged Node in the foreground, passing on signals.
 * @param {readonly string[]} args the script and its arguments
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options] a child past its time is killed
 * @returns {Promise<number>} its exit code; 128 + signal number when a signal ended it
 */
export function runNode(args, options = {}) {
  const child = spawn(localNode(), args, {
    cwd: ROOT,
    env: options.env ?? localEnvironment(),
    stdio: 'inherit',
    timeout: options.timeoutMs,
    killSignal: 'SIGKILL',
  });
  return foreground(child);
}

/**
 * Waits for a child as a shell would for its foreground job.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>} exit code
 */
export function foreground(child) {
  // A terminal sends Ctrl-C to the whole group already; anyone else sends it to us alone.
  const onInterrupt = () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  };
  const forwarders = FORWARDED.map((signal) => [signal, () => child.kill(signal)]);
  process.on('SIGINT', onInterrupt);
  for (const [signal, forward] of forwarders) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', onInterrupt);
      for (const [name, forward] of forwarders) process.off(name, forward);
      resolve(code ?? 128 + (SIGNAL_NUMBER[signal] ?? 0));
    });
  });
}

const SIGNAL_NUMBER = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/**
 * Runs a tool quietly; its output is returned, to be shown only when it failed.
 * @param {string} command executable
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, shell?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function captured(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: options.env ?? localEnvironment(),
      shell: options.shell ?? false,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}
