import path from 'node:path';

/** The root of the repository, whatever the current folder is. */
export const ROOT = path.resolve(import.meta.dirname, '..', '..');

/** @param {...string} parts @returns {string} absolute path; relative ones start at the root */
export const inRoot = (...parts) => path.resolve(ROOT, ...parts);

/**
 * Progress goes to standard error, so that what a command prints (`--json`) can be piped.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** An expected way to fail: printed as one line, without a stack. */
export class PlainError extends Error {}
