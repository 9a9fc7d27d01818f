import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRoot, say } from './repository.mjs';

const LOCK = inRoot('dist', '.prepare.lock');
const RETRY_MS = 300;

/**
 * Runs `work` while no other process installs or builds in this folder.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(work) {
  await acquire();
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

async function acquire() {
  mkdirSync(inRoot('dist'), { recursive: true });
  let said = false;
  while (!tryAcquire()) {
    const holder = readHolder();
    if (holder === undefined || !isAlive(holder)) {
      rmSync(LOCK, { force: true });
      continue;
    }
    if (!said) say(`prepare: waiting for process ${holder}, which is preparing this folder`);
    said = true;
    await sleep(RETRY_MS);
  }
}

function tryAcquire() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder() {
  try {
    const pid = Number(readFileSync(LOCK, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
