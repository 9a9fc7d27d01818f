import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './repository.mjs';
import { lockHash } from './install.mjs';

const STAMPS = inRoot('dist', '.stamps');
const NOT_COMPILED = /\.(spec|oracle)\.ts$/;
const NOT_SOURCES = new Set(['node_modules', 'dist', '.angular']);

/**
 * A hash of everything a build target is made from: file names and contents, and the lock file.
 * @param {readonly string[]} inputs files and folders, relative to the root; absent ones count too
 * @returns {string}
 */
export function hashInputs(inputs) {
  const hash = createHash('sha256');
  hash.update(lockHash());
  for (const input of inputs) {
    for (const file of filesBelow(inRoot(input))) {
      hash.update(`\n${path.relative(inRoot(), file)}\n`);
      hash.update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

/** @param {string} target @param {string} hash @returns {boolean} built from these sources */
export function isStamped(target, hash) {
  const file = path.join(STAMPS, target);
  return existsSync(file) && readFileSync(file, 'utf8') === hash;
}

/** @param {string} target @param {string} hash */
export function stamp(target, hash) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(path.join(STAMPS, target), hash);
}

function filesBelow(start) {
  if (!existsSync(start)) return [];
  if (statSync(start).isFile()) return [start];
  const files = [];
  for (const entry of readdirSync(start, { withFileTypes: true })) {
    if (NOT_SOURCES.has(entry.name) || NOT_COMPILED.test(entry.name)) continue;
    const full = path.join(start, entry.name);
    if (entry.isDirectory()) files.push(...filesBelow(full));
    else files.push(full);
  }
  return files.sort();
}
