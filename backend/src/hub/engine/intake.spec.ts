import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvCell, storeClusters, writeClusters } from './csv-output.js';
import { runLinkage } from './link-job.js';
import type { LinkOutcome } from './link-job.js';
import { readSettings } from './settings-file.js';

const HEADER = 'id,first_name,surname,dob,city';
const GOOD = [
  '1,John,Smith,1980-01-02,Walsall',
  '2,Jon,Smith,02/01/1980,Walsall',
  '3,Mary,Jones,1975-05-06,Dudley',
  '4,Mary,Jones,1975-05-06,Dudley',
];

describe('what a bad file does', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-intake-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function link(content: string | Buffer): Promise<LinkOutcome> {
    const read = readSettings('persons-without-addresses');
    if (!read.ok) throw new Error(read.reason);
    const file = join(folder, 'in.csv');
    writeFileSync(file, content);
    const outcome = await runLinkage(
      { inputs: [file], settings: read.settings, choices: { map: new Map() }, memoryMb: 512 },
      () => undefined,
    );
    if (outcome.ok) await outcome.close();
    return outcome;
  }

  const text = (...rows: string[]): string => [HEADER, ...GOOD, ...rows, ''].join('\n');
  const bytes = (...rows: (string | Buffer)[]): Buffer =>
    Buffer.concat([Buffer.from(text()), ...rows.map((r) => Buffer.from(r as string))]);

  it.each([
    ['too few columns', text('5,Ann,Khan'), 'missing columns', 6],
    ['too many columns', text('5,Ann,Khan,1990-01-01,Walsall,extra'), 'too many columns', 6],
    ['a quote that never ends (truncated file)', text('5,"Ann,Khan,1990'), 'unquoted value', 6],
    ['a NUL character', text('5,A\0nn,Khan,1990-01-01,Walsall'), 'NUL character', 6],
    ['a record id seen before', text('4,Ann,Khan,1990-01-01,Walsall'), 'record id seen before', 6],
    ['no record id', text(',Ann,Khan,1990-01-01,Walsall'), 'no record id', 6],
  ])(
    'refuses a row with %s, by row and reason, and takes the rest',
    async (_, content, reason, row) => {
      const outcome = await link(content);
      expect(outcome.ok).toBe(true);
      expect(outcome.rejects).toHaveLength(1);
      expect(outcome.rejects[0]?.reason).toContain(reason);
      expect(outcome.rejects[0]?.row).toBe(row);
      expect(outcome.ok && outcome.records).toBe(4);
    },
  );

  it('refuses a row in a wrong encoding and names its column', async () => {
    const outcome = await link(
      bytes(Buffer.from('5,J\xfcrgen,Khan,1990-01-01,Walsall\n', 'latin1')),
    );
    expect(outcome.rejects[0]).toMatchObject({ row: 6, column: 'first_name' });
    expect(outcome.rejects[0]?.reason).toContain('invalid encoding');
  });

  it('refuses a row longer than the limit without holding it in memory', async () => {
    const outcome = await link(text(`5,${'x'.repeat(3 * 1024 * 1024)},Khan,1990-01-01,Walsall`));
    expect(outcome.rejects[0]?.reason).toMatch(/line size|maximum line/i);
  });

  it.each([
    ['UTF-16', Buffer.from(`\uFEFF${text()}`, 'utf16le'), 'UTF-16'],
    ['compressed', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]), 'compressed'],
    ['empty', Buffer.alloc(0), 'empty'],
    ['without any known column', Buffer.from('a,b\n1,2\n'), 'too few of the fields'],
  ])('refuses a whole file that is %s', async (_, content, reason) => {
    const outcome = await link(content);
    expect(outcome.ok).toBe(false);
    expect(!outcome.ok && outcome.reason).toContain(reason);
  });

  it('keeps hostile names and values inert', async () => {
    const outcome = await link(
      `${HEADER},__proto__,constructor\n${GOOD.map((g) => `${g},polluted,x`).join('\n')}\n5,"=cmd|' /C calc'!A0","Robert'); DROP TABLE std;--",1990-01-01,Walsall,a,b\n`,
    );
    expect(outcome.ok && outcome.records).toBe(5);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(csvCell('=1+1')).toBe("'=1+1");
    expect(csvCell('-5')).toBe('-5');
  });

  it('links the same records and writes the same bytes every time', async () => {
    const outputs: string[] = [];
    const rows = people();
    for (const content of [
      text(...rows),
      [HEADER, ...[...GOOD, ...rows].reverse(), ''].join('\n'),
    ]) {
      const read = readSettings('persons-without-addresses');
      if (!read.ok) throw new Error(read.reason);
      const file = join(folder, 'same.csv');
      writeFileSync(file, content);
      const outcome = await runLinkage(
        { inputs: [file], settings: read.settings, choices: { map: new Map() }, memoryMb: 512 },
        () => undefined,
      );
      if (!outcome.ok) throw new Error(outcome.reason);
      await storeClusters(outcome.db, outcome.clusters.roots);
      await writeClusters(outcome.db, outcome.model, outcome.records, join(folder, 'out.csv'));
      await outcome.close();
      outputs.push(`${outcome.model.hash}\n${readFileSync(join(folder, 'out.csv'), 'utf8')}`);
    }
    expect(outputs[1]).toBe(outputs[0]);
    expect(outputs[0]).toContain('\n4,3,');
    expect(outputs[0]).toContain('\n149,120,');
  });
});

/** Twenty-nine people, each entered at least twice. */
function people(): string[] {
  const given = ['Ann', 'Bilal', 'Carys', 'Deepa', 'Ewan', 'Fatima'];
  const surname = ['Akhtar', 'Brown', 'Chowdhury', 'Davies', 'Evans'];
  return Array.from({ length: 60 }, (_, i) => {
    const n = i % 29;
    const name = `${given[n % 6]},${surname[n % 5]}`;
    return `${101 + i},${name},19${50 + n}-0${1 + (n % 9)}-1${n % 10},Walsall`;
  });
}
