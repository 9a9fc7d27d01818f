// Debian or Ubuntu packages that the tests use when they are there. Nothing in the product needs
// them. Runs before anything is installed, on the machine's own Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { PlainError, say } from '../steps/repository.mjs';

const PACKAGES = [
  'postgresql-15',
  'postgresql-15-postgis-3',
  'postgresql-15-similarity',
  'redis-server',
  'chromium',
  'mosquitto',
];
// Debian starts these when it installs them; tests start private ones of their own.
const SERVICE_OF = {
  'postgresql-15': 'postgresql',
  'redis-server': 'redis-server',
  mosquitto: 'mosquitto',
};

/** @returns {Promise<number>} exit code */
export async function run() {
  if (!existsSync('/usr/bin/apt-get')) {
    throw new PlainError(`this needs Debian or Ubuntu; install by hand: ${PACKAGES.join(' ')}`);
  }
  const wanted = PACKAGES.filter((name) => !isInstalled(name));
  if (wanted.length === 0) {
    say(`services: all installed (${PACKAGES.join(' ')})`);
    return 0;
  }
  say(`services: installing ${wanted.join(' ')}`);
  if (!install(wanted)) {
    say('services: refreshing the package lists');
    asRoot(['apt-get', 'update', '-q'], { mustWork: true });
    if (!install(wanted)) throw new PlainError('apt-get install failed; see above');
  }
  for (const name of wanted) stopService(SERVICE_OF[name]);
  say('services: installed; the servers of the distribution were left stopped');
  return 0;
}

function isInstalled(name) {
  const query = ['-W', '-f', '${db:Status-Status}', name];
  const { stdout } = spawnSync('dpkg-query', query, { encoding: 'utf8' });
  return stdout === 'installed';
}

function install(names) {
  const options = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
  return asRoot(['apt-get', 'install', ...options, ...names]) === 0;
}

function stopService(service) {
  if (service === undefined) return;
  const state = spawnSync('service', [service, 'status'], { stdio: 'ignore' });
  if (state.status === 0) asRoot(['service', service, 'stop']);
}

function asRoot(command, { mustWork = false } = {}) {
  const isRoot = process.getuid?.() === 0;
  const [program, ...args] = isRoot ? command : ['sudo', ...command];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Standard output is kept for results.
  const { status, error } = spawnSync(program, args, { stdio: ['inherit', 2, 2], env });
  if (error?.code === 'ENOENT') throw new PlainError(`${program} is needed to install packages`);
  if (mustWork && status !== 0) throw new PlainError(`${command.join(' ')} ended with ${status}`);
  return status ?? 1;
}
