import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runHub } from './hub.command.js';

const HEADER = 'certificate_no,granted_on,last_name,first_names,born,address_1,town,postcode,phone';
const GOOD = [
  'F1,05/03/2024,Tranter,James,01/02/1980,7 Mill Lane,Dudley,DY1 1AB,07700900001',
  'F2,06/03/2024,Trantor,James,01/02/1980,7 Mill Lane,Dudley,DY1 1AB,07700900001',
  'F3,06/03/2024,Okafor,Ngozi,05/06/1971,9 High Street,Walsall,WS1 2AA,07700900009',
];

describe('hub on the command line', () => {
  let folder = '';
  const written: string[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hub-cli-'));
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((text) => {
        written.push(String(text));
        return true;
      });
    }
  });
  afterEach(() => written.splice(0));
  afterAll(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  const importing = (rows: readonly string[]): Promise<number> => {
    const input = join(folder, 'firearms.csv');
    writeFileSync(input, `${[HEADER, ...rows].join('\n')}\n`);
    return runHub([
      'import',
      '--source',
      'firearms',
      '--input',
      input,
      '--data',
      folder,
      '--json',
      '--quiet',
    ]);
  };
  const report = (): unknown => JSON.parse(written.find((t) => t.startsWith('{')) ?? '{}');

  it('takes a file once and says so', async () => {
    expect(await importing(GOOD)).toBe(0);
    expect(report()).toMatchObject({ ok: true, records: 3, changed: 3, repeated: false });
    written.splice(0);
    expect(await importing(GOOD)).toBe(0);
    expect(report()).toMatchObject({ ok: true, changed: 0, repeated: true });
  }, 30_000);

  it('refuses a file with a bad row, names it in the rejects file, and runs no formula', async () => {
    const formula = GOOD[0]?.replace('F1', '=cmd|calc').replace('Tranter', 'A\0B') ?? '';
    expect(await importing([...GOOD, formula])).toBe(1);
    expect(report()).toMatchObject({ ok: false, rejects: 1 });
    const rejects = readFileSync(join(folder, 'firearms.csv.rejects.csv'), 'utf8').split('\n');
    expect(rejects[0]).toBe('file,row,column,reason');
    expect(rejects[1]).toMatch(/,5,last_name,NUL character$/);
  }, 30_000);

  it('links what is staged without a database', async () => {
    const argv = ['publish', '--dry-run', '--data', folder, '--quiet', '--threads', '1'];
    expect(await runHub(argv)).toBe(0);
    expect(report()).toMatchObject({ mentions: 3 });
  }, 30_000);

  it('tells wrong usage from failure', async () => {
    expect(await runHub(['import', '--source', 'nobody', '--input', 'x'])).toBe(2);
    expect(await runHub(['import'])).toBe(2);
    expect(await runHub(['import', '--hat'])).toBe(2);
    expect(await runHub(['nothing'])).toBe(2);
    const gone = ['import', '--source', 'crime', '--input', join(folder, 'gone.csv')];
    expect(await runHub([...gone, '--data', folder, '--quiet'])).toBe(1);
    expect(written.join('')).toContain('no such file');
  }, 30_000);
});
