import { parseArgs } from 'node:util';
import { writeSilos } from './silo-files.js';

const USAGE = `sim -- silos --out FOLDER [options]
  --persons N   people in the population (default 10000)
  --seed N      same seed and size, same bytes (default 1)`;

/** `silos`: writes the silos of one population and their truth; 0 on success, 2 on a wrong option. */
export async function runSilos(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      out: { type: 'string' },
      persons: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [persons, seed] = [Number(values.persons), Number(values.seed)];
  if (!values.out || !Number.isInteger(persons) || persons < 1 || !Number.isInteger(seed)) {
    console.error(USAGE);
    return 2;
  }
  console.log(JSON.stringify(writeSilos({ folder: values.out, persons, seed })));
  return 0;
}
