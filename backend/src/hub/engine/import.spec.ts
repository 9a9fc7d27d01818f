import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceDescription } from '../sources/source.schema.js';
import type { DuckDbProcess } from './duckdb-process.js';
import { importFile } from './import-run.js';
import { parseSource, readSource } from './source-file.js';
import { openStaging } from './staging.js';

const AT = '2026-03-02T20:00:00.000Z';
const HEADER =
  'crime_ref,recorded_on,offence,role,surname,forename,date_of_birth,house_no,street,town,postcode,telephone,vehicle_reg,vehicle_make,vehicle_colour';
const ROWS = [
  'C1,05/03/2024,theft,suspect,Smith,John,01/02/1980,7,High Street,Dudley,DY1 1AA,07700900001,ab12 cde,Ford,red',
  'C2,06/03/2024,theft,victim,Jones,Mary,01/01/1900,,No fixed abode,,,,,,',
  'C3,,theft,witness,,,,,,,,,,,',
];

function described(name: string): SourceDescription {
  const read = readSource(name);
  if (!read.ok) throw new Error(read.reason);
  return read.source;
}

describe('import of silo files', () => {
  let folder = '';
  let db: DuckDbProcess;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hub-import-'));
    db = await openStaging({ folder, memoryMb: 512, threads: 1 });
  }, 60_000);
  afterAll(async () => {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const crimes = (rows: readonly string[]): string =>
    file('crime.csv', `${[HEADER, ...rows].join('\n')}\n`);
  const contents = async (): Promise<string> =>
    JSON.stringify([
      await db.rows('SELECT * FROM mention ORDER BY source, record_key, mention_no'),
      await db.rows('SELECT * FROM mention_link ORDER BY ALL'),
      await db.rows('SELECT source, record_key, row_hash FROM record ORDER BY ALL'),
    ]);

  it('turns rows into mentions of people, vehicles, locations and phones', async () => {
    const result = await importFile(db, described('crime'), crimes(ROWS), AT);
    expect(result).toMatchObject({ ok: true, records: 3, changed: 3, removed: 0, rejects: [] });
    const rows = await db.rows<[string, number, string, string, string | null, string]>(
      'SELECT record_key, mention_no, kind, role, recorded_on, fields FROM mention ORDER BY 1, 2',
    );
    expect(rows.map(([key, no, kind, role]) => [key, no, kind, role])).toEqual([
      ['C1', 1, 'person', 'suspect'],
      ['C1', 2, 'vehicle', 'seen'],
      ['C1', 3, 'location', 'address'],
      ['C1', 4, 'phone', 'contact'],
      ['C2', 1, 'person', 'victim'],
    ]);
    expect(rows[0]?.[4]).toBe('2024-03-05');
    expect(JSON.parse(rows[0]?.[5] ?? '')).toMatchObject({ surname: 'Smith', dob: '1980-02-01' });
    expect(JSON.parse(rows[1]?.[5] ?? '')).toMatchObject({ vrm: 'AB12CDE' });
    // placeholders are no values
    expect(JSON.parse(rows[4]?.[5] ?? '')).toMatchObject({ dob: null, street: null });
    expect(await db.rows('SELECT from_no, to_no, role FROM mention_link ORDER BY 2')).toEqual([
      [1, 2, 'in vehicle'],
      [1, 3, 'lives at'],
      [1, 4, 'uses'],
    ]);
  });

  it('does nothing twice and replaces only what changed', async () => {
    const before = await contents();
    const again = await importFile(db, described('crime'), crimes(ROWS), AT);
    expect(again).toMatchObject({ ok: true, repeated: true, changed: 0 });
    const corrected = [...ROWS.slice(1), (ROWS[0] as string).replace('John', 'Jonathan')];
    const changed = await importFile(db, described('crime'), crimes(corrected), AT);
    expect(changed).toMatchObject({ ok: true, repeated: false, changed: 1, removed: 0 });
    expect(await contents()).toContain('Jonathan');
    const back = await importFile(db, described('crime'), crimes(ROWS), AT);
    expect(back).toMatchObject({ ok: true, changed: 1 });
    expect(await contents()).toBe(before);
    const full: SourceDescription = { ...described('crime'), name: 'whole', refresh: 'full' };
    await importFile(db, full, crimes(ROWS), AT);
    const fewer = await importFile(db, full, crimes(ROWS.slice(0, 2)), AT);
    expect(fewer).toMatchObject({ ok: true, changed: 0, removed: 1 });
    await importFile(db, full, crimes([]), AT);
    expect(await contents()).toBe(before);
  });

  it('refuses a bad batch wholly, with row, column and reason', async () => {
    const before = await contents();
    for (const [what, content, where] of badFiles()) {
      const result = await importFile(db, described('crime'), file('crime.csv', content), AT);
      expect(result.ok, what).toBe(false);
      expect(result.rejects.at(-1), what).toMatchObject(where);
      expect(result.rejects[0]?.reason, what).toBeTruthy();
    }
    expect(await contents()).toBe(before);
  });

  it('reads NDJSON and JSON, and takes hostile text as text', async () => {
    const row = {
      log_no: 'I1',
      submitted: '2024-05-01',
      grading: '2B-C',
      marking: 'SECRET',
      subject: '=cmd|calc Smith',
      subject_born: '1980',
      subject_address: `'); DROP TABLE mention; --`,
      subject_town: '<script>',
      subject_postcode: '',
      vrm: '',
      make: '',
      colour: '',
      assessment: 'is believed to deal',
      ['__proto__']: 'x',
    };
    const text = JSON.stringify(row).replace('"log_no"', '"__proto__":{"polluted":1},"log_no"');
    const result = await importFile(
      db,
      described('intelligence'),
      file('i.ndjson', `${text}\n`),
      AT,
    );
    expect(result).toMatchObject({ ok: true, records: 1 });
    const asArray: SourceDescription = {
      ...described('intelligence'),
      name: 'array',
      format: 'json',
    };
    expect(await importFile(db, asArray, file('i.json', `[${text}]`), AT)).toMatchObject({
      ok: true,
    });
    const [stored] = await db.rows<[string, string, string, string]>(
      "SELECT fields, opinions, classification, grade FROM mention WHERE record_key = 'I1'",
    );
    expect(JSON.parse(stored?.[0] ?? '')).toMatchObject({
      dob: '1980',
      city: '<script>',
      street: row.subject_address,
    });
    expect(stored?.slice(1)).toEqual(['["is believed to deal"]', 'SECRET', '2B-C']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const torn = await importFile(
      db,
      described('intelligence'),
      file('i.ndjson', text.slice(0, 60)),
      AT,
    );
    expect(torn.ok).toBe(false);
  });

  it('splits a full name at the surname with its particles, not inside a word', async () => {
    const names = ['Daniel Barth', 'Ana de la Cruz', 'SMITH, John Paul', 'Madonna'];
    const rows = names.map((n, i) => `L${i},2024-05-01,${n.includes(',') ? `"${n}"` : n},,,,,`);
    const header = 'log,opened,caller,caller_dob,caller_phone,place,place_town,place_postcode';
    const path = file('incidents.csv', `${[header, ...rows].join('\n')}\n`);
    expect(await importFile(db, described('incidents'), path, AT)).toMatchObject({ ok: true });
    const stored = await db.rows<[string]>(
      "SELECT fields FROM mention WHERE source = 'incidents' ORDER BY record_key",
    );
    const split = stored.map(([f]) => JSON.parse(f) as { given: string | null; surname: string });
    expect(split.map(({ given, surname }) => [given, surname])).toEqual([
      ['Daniel', 'Barth'],
      ['Ana', 'de la Cruz'],
      ['John Paul', 'SMITH'],
      [null, 'Madonna'],
    ]);
  });

  it('reads Parquet', async () => {
    const path = join(folder, 'crime.parquet');
    const source: SourceDescription = {
      ...described('crime'),
      name: 'crime-parquet',
      format: 'parquet',
    };
    await db.run(
      `COPY (SELECT * FROM read_csv('${crimes(ROWS)}', all_varchar = true)) TO '${path}' (FORMAT parquet)`,
    );
    expect(await importFile(db, source, path, AT)).toMatchObject({ ok: true, records: 3 });
  });

  it('says what is wrong in a description', () => {
    expect(parseSource('version: 1\nname: x', 'x.yaml')).toMatchObject({ ok: false });
    const wrong = parseSource(
      'version: 1\nname: x\nformat: csv\nrecordKey: id\nmentions: [{no: 1, kind: person, role: x, fields: {hat: a}}]',
      'x.yaml',
    );
    expect(wrong).toMatchObject({ ok: false, reason: expect.stringContaining('hat') as string });
  });
});

type BadFile = [string, string | Uint8Array, Partial<{ row: number; column: string }>];

function badFiles(): BadFile[] {
  const csv = (rows: readonly string[]): string => `${[HEADER, ...rows].join('\n')}\n`;
  const first = ROWS[0] as string;
  return [
    ['cut off', csv([...ROWS, 'C9,05/03/2024,theft']), { row: 5 }],
    ['NUL', csv(['C9,05/03/2024,theft,x,A\0B,C,,,,,,,,,']), { row: 2, column: 'surname' }],
    ['same key', csv([first, first]), { row: 3, column: 'crime_ref' }],
    ['no key', csv([first.replace('C1', '')]), { row: 2, column: 'crime_ref' }],
    ['wrong columns', 'a,b\n1,2\n', { row: 1 }],
    ['UTF-16', Buffer.from(`\ufeff${HEADER}`, 'utf16le'), { row: 1 }],
    ['packed', Buffer.from([0x1f, 0x8b, 8, 0]), { row: 1 }],
    ['Latin-1', Buffer.from(csv([first.replace('Smith', 'Brontë')]), 'latin1'), {}],
    ['empty', '', { row: 1 }],
    ['long line', csv([`C9,${'x'.repeat(3_000_000)}`]), {}],
  ];
}
