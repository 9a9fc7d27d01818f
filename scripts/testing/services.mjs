import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];
const OLDEST_POSTGRES = 15;

/**
 * What tests use beyond npm packages. Each is found where Debian puts it, or through PATH.
 * @typedef {{ name: string, for: string, installed: boolean, hint: string }} Service
 */

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Service[]} every service, found or not
 */
export function findServices(environment) {
  const hint = 'npm run services:install';
  const postgis = postgresWith('postgis');
  return [
    {
      name: 'PostgreSQL with PostGIS',
      for: 'the suite on a real server',
      installed: postgis,
      hint,
    },
    {
      name: 'pg_similarity',
      for: 'linkage inside PostgreSQL',
      installed: postgresWith('pg_similarity'),
      hint,
    },
    {
      name: 'Redis',
      for: 'several backends',
      installed: onPath('redis-server', environment),
      hint,
    },
    {
      name: 'Chromium',
      for: 'browser tests',
      installed: chromium(environment) !== undefined,
      hint,
    },
    {
      name: 'Mosquitto',
      for: 'device adapters',
      installed: onPath('mosquitto', environment),
      hint,
    },
    {
      name: 'test data',
      for: 'real roads and records',
      installed: existsSync(environment['MUSTER_TEST_DATA'] ?? ''),
      hint: 'set MUSTER_TEST_DATA to its folder',
    },
  ];
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string | undefined} executable of the browser for tests
 */
export function chromium(environment) {
  const candidates = [environment['MUSTER_CHROMIUM'], '/usr/bin/chromium'];
  return candidates.find((file) => file !== undefined && existsSync(file));
}

function postgresWith(extension) {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  return versions.some(
    (version) =>
      Number(version) >= OLDEST_POSTGRES &&
      existsSync(`/usr/lib/postgresql/${version}/bin/initdb`) &&
      existsSync(`/usr/share/postgresql/${version}/extension/${extension}.control`),
  );
}

function onPath(program, environment) {
  const folders = (environment['PATH'] ?? '').split(path.delimiter);
  return [...folders, ...SERVER_FOLDERS].some((folder) => existsSync(path.join(folder, program)));
}
