import { TARGETS } from './steps/build.mjs';

const ALL = Object.keys(TARGETS);
const LIBRARIES = ['contracts', 'engine'];
const SERVER = [...LIBRARIES, 'backend'];
const SIMULATORS = [...LIBRARIES, 'simulators'];

/** The command-line programs of the two workspaces that have one; the first argument is a command. */
const BACKEND = 'dist/backend/src/cli.js';
const SIMULATION = 'dist/simulators/main.js';

const inHouse = (file, build = []) => ({ build, program: `scripts/tasks/${file}.mjs`, args: [] });
const backend = (command) => ({ build: SERVER, program: BACKEND, args: [command] });
const bench = (name) => ({
  build: ALL,
  // A benchmark of decisions lives beside the server it measures, one of traffic beside the clients.
  program: [`dist/simulators/bench/${name}.js`, `dist/backend/src/bench/${name}.js`],
  args: [],
});

/**
 * Every npm script: what must be built before it and which program then runs on the packaged Node.
 * `install: false` runs on the machine's own Node, before anything is installed.
 * @type {Record<string, { build: string[], program?: string | string[], args: string[], install?: false }>}
 */
export const TASKS = {
  start: inHouse('start', ALL),
  dev: inHouse('dev', [...LIBRARIES, 'simulators']),
  test: inHouse('test', ALL),
  build: { build: ALL, args: [] },
  check: inHouse('check'),
  lint: inHouse('lint'),
  format: inHouse('format'),
  types: inHouse('types'),
  arch: inHouse('arch'),
  smoke: inHouse('smoke', ALL),
  verify: backend('verify'),
  doctor: backend('doctor'),
  'map:import': backend('map:import'),
  hub: backend('hub'),
  reset: backend('reset'),
  sim: { build: [...SIMULATORS, 'backend'], program: SIMULATION, args: [] },
  bench: bench('report'),
  'bench:recommend': bench('recommend'),
  'bench:ingest': bench('ingest'),
  'bench:fanout': bench('fanout'),
  'bench:hub': bench('hub'),
  'services:install': { ...inHouse('services-install'), install: false },
};
