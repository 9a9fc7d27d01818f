import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { chance } from '../random/distributions.js';
import { streamFor } from '../random/stream.js';
import { household } from './households.js';
import type { Household } from './households.js';
import { keeperRow, SILOS } from './silo-rows.js';
import type { SiloRow } from './silo-rows.js';

/** Population and where its silos go. */
export interface SiloRequest {
  readonly folder: string;
  /** People; households are added until there are this many. */
  readonly persons: number;
  readonly seed: number;
}

/** What was written: records by silo. */
export interface SiloCounts {
  readonly persons: number;
  readonly records: Readonly<Record<string, number>>;
}

const BUFFERED_CHARS = 1 << 20;

/** A text file written in large pieces. */
class TextFile {
  private readonly file: number;
  private held: string[] = [];
  private chars = 0;
  rows = 0;

  constructor(path: string) {
    this.file = openSync(path, 'w');
  }

  line(text: string): void {
    this.held.push(text, '\n');
    this.chars += text.length;
    if (this.chars > BUFFERED_CHARS) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    writeSync(this.file, this.held.join(''));
    this.held = [];
    this.chars = 0;
  }
}

const cell = (value: string): string =>
  /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

class SiloFile {
  private readonly file: TextFile;
  rows = 0;

  constructor(
    readonly name: string,
    private readonly format: 'csv' | 'ndjson',
    private readonly truth: TextFile,
    folder: string,
  ) {
    this.file = new TextFile(join(folder, `${name}.${format}`));
  }

  /** Key of the next record. */
  nextKey(): string {
    return `${this.name.slice(0, 3).toUpperCase()}-${String(this.rows + 1).padStart(7, '0')}`;
  }

  write({ columns, truth }: SiloRow): void {
    if (this.format === 'ndjson') this.file.line(JSON.stringify(columns));
    else {
      if (this.rows === 0) this.file.line(Object.keys(columns).join(','));
      this.file.line(Object.values(columns).map(cell).join(','));
    }
    const key = this.nextKey();
    this.rows += 1;
    for (const t of truth)
      this.truth.line(`${this.name},${key},${t.mention},${t.kind},${t.entity}`);
  }

  close(): void {
    this.file.close();
  }
}

/**
 * Writes one population spread over all silos, and `truth.csv` (source, record key, mention number, kind,
 * entity). Same seed and size, same bytes. Memory does not grow with the population.
 */
export function writeSilos({ folder, persons, seed }: SiloRequest): SiloCounts {
  mkdirSync(folder, { recursive: true });
  const truth = new TextFile(join(folder, 'truth.csv'));
  truth.line('source,record_key,mention,kind,entity');
  const files = new Map(
    SILOS.map((s) => [s.name, new SiloFile(s.name, s.format, truth, folder)] as const),
  );
  const keepers = new SiloFile('keepers', 'csv', truth, folder);
  // two and a half people a household: an upper bound is enough for choosing whose plates are cloned
  const households = Math.max(2, Math.floor(persons / 3));
  let written = 0;
  for (let index = 0; written < persons; index++) {
    const home = household(seed, index, households);
    writeHousehold(seed, index, home, files);
    const rng = streamFor(seed, `keeper/${index}`);
    for (const vehicle of home.vehicles) {
      keepers.write(keeperRow(rng, keepers.nextKey(), vehicle));
    }
    written += home.people.length;
  }
  const all = [...files.values(), keepers];
  for (const file of [...all, truth]) file.close();
  return { persons: written, records: Object.fromEntries(all.map((f) => [f.name, f.rows])) };
}

function writeHousehold(
  seed: number,
  index: number,
  home: Household,
  files: ReadonlyMap<string, SiloFile>,
): void {
  const rng = streamFor(seed, `records/${index}`);
  for (const person of home.people) {
    for (const silo of SILOS) {
      const file = files.get(silo.name);
      if (!file || !chance(rng, silo.share)) continue;
      do {
        const { dirt } = silo;
        file.write(silo.row({ rng, key: file.nextKey(), person, household: home, dirt }));
      } while (chance(rng, silo.again));
    }
  }
}
