import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { captured } from './run-child.mjs';
import { inRoot, PlainError, say } from './repository.mjs';

// npm ci removes node_modules first, so an interrupted installation leaves no marker behind.
const MARKER = inRoot('node_modules', '.muster-installed');
const PROGRESS_EVERY_MS = 10_000;

/** @returns {string} what the installed tree must have been made from */
export function lockHash() {
  const hash = createHash('sha256');
  hash.update(readFileSync(inRoot('package-lock.json')));
  hash.update(`${process.platform}-${process.arch}`);
  return hash.digest('hex');
}

/** @returns {boolean} whether node_modules was made from the present lock file */
export function isInstalled() {
  return existsSync(MARKER) && readFileSync(MARKER, 'utf8') === lockHash();
}

/** Records that node_modules matches the lock file, without installing (`--mark`). */
export function markInstalled() {
  writeFileSync(MARKER, lockHash());
}

/**
 * `npm ci`, when the lock file changed since the last one.
 * `MUSTER_NO_INSTALL=1` trusts node_modules as it is (no network, or a tree shared with others).
 */
export async function ensureInstalled() {
  if (isInstalled()) return;
  if (process.env['MUSTER_NO_INSTALL'] === '1') {
    if (existsSync(inRoot('node_modules'))) return;
    throw new PlainError('MUSTER_NO_INSTALL=1 is set, but there is no node_modules');
  }
  const startedMs = performance.now();
  const elapsedS = () => Math.round((performance.now() - startedMs) / 1000);
  say('prepare: installing dependencies by npm ci (once; about half a minute)');
  const ticker = setInterval(() => {
    say(`prepare: still installing, ${elapsedS()} s`);
  }, PROGRESS_EVERY_MS);
  try {
    await npmCi();
  } finally {
    clearInterval(ticker);
  }
  markInstalled();
  say(`prepare: dependencies installed in ${elapsedS()} s`);
}

async function npmCi() {
  // Development and platform packages are needed whatever NODE_ENV and the user's npm settings say.
  const args = ['ci', '--include=dev', '--include=optional'];
  const { code, output } = await captured('npm', args, {
    env: process.env,
    shell: process.platform === 'win32',
  });
  if (code === 0) return;
  process.stderr.write(output);
  throw new PlainError(`npm ci ended with ${code}; see above`);
}
