// One training hour at 60x on a temporary data folder; prints one JSON line from the event log.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { asTask } from '../launch/as-task.mjs';
import {
  backend,
  backendCommand,
  collected,
  demoWorld,
  simulation,
  stopAll,
} from '../launch/programs.mjs';
import { inRoot, PlainError } from '../steps/repository.mjs';

const OPTIONS = {
  map: { type: 'string' },
  world: { type: 'string', default: 'west-midlands' },
  seed: { type: 'string', default: '1' },
  units: { type: 'string', default: '120' },
  speed: { type: 'string', default: '60' },
};

await asTask(async () => {
  const { values } = parseArgs({ options: OPTIONS });
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-smoke-'));
  const map =
    values.map ??
    (await demoWorld(inRoot(process.env['MUSTER_DATA_DIR'] || '.data'), values.world));
  try {
    // Whatever .env says, the hour runs embedded and in training.
    const environment = {
      MUSTER_DATA_DIR: folder,
      MUSTER_TRAINING: 'true',
      DATABASE_URL: '',
      REDIS_URL: '',
    };
    const running = await backend(['--map', map, '--port', '0'], environment);
    if (running.listening === null) throw new PlainError('the backend did not start');
    const result = await trainingHour(running.listening, { ...values, map, folder, environment });
    console.log(JSON.stringify(result));
    return result.errors === 0 && result.violations === 0 ? 0 : 1;
  } finally {
    await stopAll();
    await rm(folder, { recursive: true, force: true });
  }
});

/** Clients count what they were refused; everything else is read from the event log afterwards. */
async function trainingHour(listening, { map, folder, environment, seed, units, speed }) {
  const journal = path.join(folder, 'journal.ndjson');
  const load = [
    '--units',
    units,
    '--speed',
    speed,
    '--seed',
    seed,
    '--hours',
    '1',
    '--fix-every',
    '10',
    '--incidents-per-hour',
    '110',
    '--flat',
    '--dispatch-after',
    '20',
  ];
  const args = [
    'run',
    '--url',
    listening.url,
    '--map',
    map,
    '--journal',
    journal,
    ...load,
    '--json',
  ];
  const clients = await collected(simulation(args, listening.simulator ?? null, 'pipe'));
  const figures = await backendCommand(['figures', '--json'], environment);
  const verdict = await backendCommand(['verify', '--journal', journal, '--json'], environment);
  const seen = lastJson(clients);
  const errors = seen.errors + (clients.code === 0 ? 0 : 1);
  const { violations } = lastJson(verdict);
  const { p50Ms, p99Ms, errorsByCause } = seen;
  return { ...lastJson(figures), errors, violations, p50Ms, p99Ms, errorsByCause };
}

function lastJson({ code, output }) {
  const line = output.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) throw new PlainError(`a program ended with ${code} and no figures`);
  return JSON.parse(line);
}
