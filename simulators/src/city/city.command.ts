import { parseArgs } from 'node:util';
import { writeWorld, type WorldChoice } from './world-files.js';

const USAGE = `sim -- city [options]
  --world west-midlands|town   which world (default west-midlands)
  --junctions N                size of a town, 300 to 20000 (default 5000)
  --seed N                     same seed, same map (default 1)
  --out FOLDER                 where world.osm.pbf and world.json go (default .data/world)
  --json                       print one JSON line at the end`;

/** `city`: generates a world into a folder; 0 on success, 2 on a wrong option. */
export function runCity(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      world: { type: 'string', default: 'west-midlands' },
      junctions: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: '.data/world' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const choice = worldChoice(values.world, Number(values.junctions));
  const seed = Number(values.seed);
  if (values.help || choice === null || !Number.isSafeInteger(seed)) {
    console.error(USAGE);
    return Promise.resolve(values.help ? 0 : 2);
  }
  const startedMs = performance.now();
  const written = writeWorld(values.out, choice, seed, (step, done) => {
    console.error(`${String(Math.round(done * 100)).padStart(3)} % ${step}`);
  });
  const seconds = Math.round(performance.now() - startedMs) / 1000;
  const { meta, ...files } = written;
  const report = { name: meta.name, seed, seconds, ...files, counts: meta.counts };
  if (values.json) console.log(JSON.stringify(report));
  else console.error(`${files.mapFile}: ${meta.counts['junctions']} junctions, ${seconds} s`);
  return Promise.resolve(0);
}

function worldChoice(world: string, junctions: number): WorldChoice | null {
  if (world === 'west-midlands') return { kind: 'west-midlands' };
  if (world !== 'town' || !(junctions >= 300 && junctions <= 20_000)) return null;
  return { kind: 'town', junctions };
}
