// The whole system: backend, console and, in training, a simulated shift.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { backend, demoWorld, simulation } from '../launch/programs.mjs';
import { inRoot, say } from '../steps/repository.mjs';
import { asTask } from '../launch/as-task.mjs';

const OPTIONS = {
  map: { type: 'string' },
  world: { type: 'string', default: 'west-midlands' },
  port: { type: 'string' },
  speed: { type: 'string', default: '1' },
  sim: { type: 'boolean', default: true },
};

await asTask(async () => {
  const { values } = parseArgs({ options: OPTIONS, allowNegative: true });
  if (existsSync(inRoot('.env'))) process.loadEnvFile(inRoot('.env'));
  const map = values.map ?? (await defaultMap(values.world));
  const port = values.port === undefined ? [] : ['--port', values.port];
  const { program, listening } = await backend([
    ...(map === undefined ? [] : ['--map', map]),
    ...port,
  ]);
  if (listening !== null) {
    announce(listening);
    if (values.sim) startShift(listening, map, values.speed);
  }
  return await program.ended;
});

/** The demo world is for training: a live database without a map is refused by the backend. */
async function defaultMap(world) {
  const { MUSTER_MAP, MUSTER_DATA_DIR, MUSTER_TRAINING, DATABASE_URL } = process.env;
  if (MUSTER_MAP) return MUSTER_MAP;
  if (DATABASE_URL && MUSTER_TRAINING !== 'true') return undefined;
  return await demoWorld(inRoot(MUSTER_DATA_DIR || '.data'), world);
}

function startShift(listening, map, speed) {
  if (listening.mode !== 'TRAINING') return;
  const args = ['run', '--url', listening.url, '--map', map, '--speed', speed];
  const shift = simulation(args, listening.simulator ?? null);
  shift.ended.then((code) => {
    if (code !== 0) say(`start: the simulated shift ended with ${code}; the system goes on`);
  });
}

function announce({ url, mode, links }) {
  console.log(`\nMuster is running at ${url} (${mode})`);
  for (const link of links) console.log(`  ${link.label}: ${link.url}`);
  console.log('Ctrl-C stops it.\n');
}
