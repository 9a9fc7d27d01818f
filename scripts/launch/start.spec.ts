import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { plantTree, type PlantTree } from '../house/plant-tree.js';

const SCRIPTS = path.resolve(import.meta.dirname, '..');

/** Stands in for the backend: reports what it was given, listens until it is asked to stop. */
const backendStub = (mode: string) => `
import { appendFileSync } from 'node:fs';
const log = (line) => appendFileSync('log', line + '\\n');
const [command, ...args] = process.argv.slice(2);
log('backend ' + command + ' ' + args.join(' '));
if (command === 'start' && args.includes('--refuse')) process.exit(3);
if (command === 'start') {
  process.on('SIGTERM', () => { log('backend stopped'); process.exit(0); });
  setInterval(() => undefined, 1000);
  process.send({ kind: 'listening', url: 'http://x:1', mode: '${mode}',
    links: [{ label: 'dispatcher', url: 'http://x:1/in/1' }], simulator: { token: 't' } });
}
if (command === 'figures') console.log('{"incidents":61,"errors":0}');
if (command === 'verify') console.log('{"violations":0}');
`;
const SIMULATION_STUB = `
import { appendFileSync, writeFileSync } from 'node:fs';
const log = (line) => appendFileSync('log', line + '\\n');
const [command, ...args] = process.argv.slice(2);
if (command === 'city' && args[1] === 'slow') {
  process.on('SIGTERM', () => { log('city stopped'); process.exit(1); });
  setInterval(() => undefined, 1000);
  console.log('city begins');
} else if (command === 'city') for (const name of ['world.osm.pbf', 'world.json'])
  writeFileSync(args[3] + '/' + name, 'a map');
log('simulation ' + command + ' ' + (process.env.MUSTER_SIM_ACCESS ?? ''));
if (command === 'run' && args.includes('--json')) console.log('{"errors":2}');
else if (command === 'run') {
  process.on('SIGTERM', () => { log('simulation stopped'); process.exit(0); });
  setInterval(() => undefined, 1000);
  console.log('shift runs');
}
`;

let tree: PlantTree;
afterEach(() => tree.remove());

async function plantSystem(mode = 'TRAINING'): Promise<void> {
  tree = await plantTree({
    'package.json': '{"type":"module"}',
    'dist/backend/src/cli.js': backendStub(mode),
    'dist/simulators/main.js': SIMULATION_STUB,
  });
  await cp(SCRIPTS, path.join(tree.root, 'scripts'), { recursive: true });
  await mkdir(path.join(tree.root, 'node_modules/.bin'), { recursive: true });
  await symlink(process.execPath, path.join(tree.root, 'node_modules/.bin/node'));
}

/** Runs a task; when its output contains `until`, sends SIGTERM. */
async function runTask(name: string, args: string[], until?: string) {
  const child = spawn(process.execPath, [`scripts/tasks/${name}.mjs`, ...args], { cwd: tree.root });
  let output = '';
  let asked = false;
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
    if (until === undefined || asked || !output.includes(until)) return;
    asked = true;
    child.kill('SIGTERM');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

const log = async () => (await readFile(path.join(tree.root, 'log'), 'utf8')).trim().split('\n');

describe('npm start', () => {
  it('makes the world once, starts backend then shift, and stops them in reverse order', async () => {
    await plantSystem();
    const first = await runTask('start', [], 'shift runs');
    expect(first).toMatchObject({ code: 0 });
    expect(first.output).toContain('dispatcher: http://x:1/in/1');
    const map = path.join(tree.root, '.data/worlds/west-midlands/world.osm.pbf');
    expect(await log()).toEqual([
      'simulation city ',
      `backend start --map ${map}`,
      'simulation run {"token":"t"}',
      'simulation stopped',
      'backend stopped',
    ]);
    await runTask('start', [], 'shift runs');
    expect((await log()).filter((line) => line.startsWith('simulation city'))).toHaveLength(1);
  });

  it('runs no shift on a live database or with --no-sim', async () => {
    await plantSystem('LIVE');
    await runTask('start', ['--map', 'm'], 'Ctrl-C');
    expect(await log()).toEqual(['backend start --map m', 'backend stopped']);
    await tree.remove();
    await plantSystem();
    await runTask('start', ['--map', 'm', '--no-sim', '--port', '4001'], 'Ctrl-C');
    expect(await log()).toEqual(['backend start --map m --port 4001', 'backend stopped']);
  });

  it('stops what runs when it is asked to before the backend listens', async () => {
    await plantSystem();
    const { code } = await runTask('start', ['--world', 'slow'], 'city begins');
    expect(code).toBe(0);
    expect(await log()).toEqual(['simulation city ', 'city stopped']);
  });

  it('refuses an option it does not know in one line', async () => {
    await plantSystem();
    const { code, output } = await runTask('start', ['--prot', '1']);
    expect(code).toBe(1);
    expect(output).toMatch(/^muster: Unknown option '--prot'[^\n]*\n$/);
  });
});

describe('npm run smoke', () => {
  it('prints one line from the event log with the errors of the clients added', async () => {
    await plantSystem();
    const { code, output } = await runTask('smoke', ['--map', 'm']);
    expect(JSON.parse(output)).toEqual({ incidents: 61, errors: 2, violations: 0 });
    expect(code).toBe(1);
    expect((await log()).at(-1)).toBe('backend stopped');
  });
});
