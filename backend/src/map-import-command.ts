import path from 'node:path';
import { parseArgs } from 'node:util';
import { MapRefused } from './load-map.js';
import { readConfig } from './platform/config/settings.js';
import { loadEnvironmentFile } from './platform/process/environment.js';
import { importMap } from './roads/import/import-map.js';

/** `map:import FILE`: reads a map into the cache that `start` uses, and says what is in it. */
export async function mapImportCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      buildings: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (file === undefined)
    throw new MapRefused('usage: npm run map:import -- FILE [--buildings] [--json]');
  loadEnvironmentFile();
  const { dataDir } = readConfig(process.env);
  const say = progressLines();
  const read = await importMap(file, path.join(path.resolve(dataDir), 'maps'), say, {
    withBuildings: values.buildings,
  });
  if (!read.ok) throw new MapRefused(`map: ${read.detail}`);
  const report = { fromCache: read.fromCache, ...read.map.report };
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : asLines(report));
  return 0;
}

/** One line on stderr for each tenth of a phase. */
function progressLines(): (progress: { phase: string; share: number }) => void {
  let last = '';
  return ({ phase, share }) => {
    const line = `${phase} ${String(Math.floor(share * 10) * 10).padStart(3)} %`;
    if (line !== last) process.stderr.write(`map: ${line}\n`);
    last = line;
  };
}

function asLines(report: object): string {
  const rows = Object.entries(report).filter(([, value]) => typeof value !== 'object');
  return `${rows.map(([name, value]) => `  ${name.padEnd(22)} ${String(value)}`).join('\n')}\n`;
}
