import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { WorldMeta } from '../city/world-meta.js';
import { generateCalls } from './generate-calls.js';

const HOUR_MS = 3_600_000;

const USAGE = `sim -- calls --world world.json [options]
  --from INSTANT      begin, RFC 3339 (default 2026-03-06T18:00:00Z)
  --hours N           length (default 1)
  --per-hour N        incidents in the mean hour of the week (default 85)
  --flat              the same rate in every hour
  --seed N            same seed, same calls (default 1)
  --out FILE          NDJSON, one call a line (default: standard output)`;

/** `calls`: writes the calls of a period at their intended times; 0 on success, 2 on a wrong option. */
export async function runCalls(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      world: { type: 'string' },
      from: { type: 'string', default: '2026-03-06T18:00:00Z' },
      hours: { type: 'string', default: '1' },
      'per-hour': { type: 'string', default: '85' },
      flat: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      out: { type: 'string' },
    },
  });
  const fromMs = Date.parse(values.from);
  const [hours, incidentsPerHour, seed] = [values.hours, values['per-hour'], values.seed].map(
    Number,
  );
  if (
    !values.world ||
    !(fromMs + Number(hours) * HOUR_MS > fromMs) ||
    !(Number(incidentsPerHour) >= 0)
  ) {
    console.error(USAGE);
    return 2;
  }
  const calls = generateCalls({
    // written by the same program; nothing else makes such files
    world: JSON.parse(readFileSync(values.world, 'utf8')) as WorldMeta,
    seed: seed ?? 1,
    from: new Date(fromMs).toISOString(),
    to: new Date(fromMs + Number(hours) * HOUR_MS).toISOString(),
    incidentsPerHour: incidentsPerHour ?? 0,
    shape: values.flat ? 'flat' : 'week',
  });
  const text = calls.map((call) => `${JSON.stringify(call)}\n`).join('');
  await writeText(values.out, text);
  return 0;
}

async function writeText(file: string | undefined, text: string): Promise<void> {
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
