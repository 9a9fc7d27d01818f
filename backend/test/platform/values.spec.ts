import { expect, it } from 'vitest';
import { json } from '../../src/platform/database/db.js';
import type { SqlValue } from '../../src/platform/database/db.js';
import { withDatabases } from '../support/with-databases.js';

const INSTANT = new Date('2026-10-25T00:59:59.123Z');

withDatabases('values', (use) => {
  const cases: [string, string, SqlValue, unknown][] = [
    ['a safe int8 as a number', 'int8', 2 ** 53 - 1, 2 ** 53 - 1],
    ['an int8 past 2^53 as a bigint', 'int8', 9007199254740993n, 9007199254740993n],
    ['numeric as text, unrounded', 'numeric', '0.1000', '0.1000'],
    ['float8', 'float8', 0.1, 0.1],
    ['an instant to the millisecond', 'timestamptz', INSTANT, INSTANT],
    ['a date without a zone', 'date', '2026-03-29', '2026-03-29'],
    ['an object', 'jsonb', json({ a: [1, { b: null }] }), { a: [1, { b: null }] }],
    ['an array as json', 'jsonb', json([1, 'x']), [1, 'x']],
    ['bytes', 'bytea', new Uint8Array([0, 255, 7]), Buffer.from([0, 255, 7])],
    [
      'texts with odd characters',
      'text[]',
      ['a,b', '"{}\\', 'NULL', ''],
      ['a,b', '"{}\\', 'NULL', ''],
    ],
    ['an array of int8', 'int8[]', [1, 2 ** 52], [1, 2 ** 52]],
    ['an array of float8', 'float8[]', [1.5, -2], [1.5, -2]],
    ['an empty array', 'int8[]', [], []],
    ['a null', 'text', null, null],
    ['a boolean', 'bool', false, false],
    [
      'a uuid',
      'uuid',
      '018f4d1e-0000-7000-8000-000000000001',
      '018f4d1e-0000-7000-8000-000000000001',
    ],
  ];

  it.each(cases)('come back alike: %s', async (_name, type, value, expected) => {
    const row = await use()
      .database.on('read')
      .row<{ value: unknown }>(`SELECT $1::${type} AS value`, [value]);
    expect(row).toEqual({ value: expected });
  });

  it('carry the code and the constraint of an error', async () => {
    const { database } = use();
    const insert = database
      .on('command')
      .run('INSERT INTO event_counter (epoch, n) VALUES (1, 1)')
      .catch((error: unknown) => error);
    expect(await insert).toMatchObject({ code: '42501' });
    const clash = await database
      .transaction({ lane: 'command' }, (db) =>
        db.run(`INSERT INTO clock_anchor (anchor_op, anchor_wall, speed, training, version)
                VALUES ('2026-01-01', '2026-01-01', 1, true, 1)`),
      )
      .catch((error: unknown) => error);
    expect(clash).toMatchObject({ code: '23505', constraint: 'clock_anchor_pkey' });
  });

  it('measure the same distance over the ground', async () => {
    const rows = await use()
      .database.on('read')
      .rows<{ m: number }>(
        `SELECT round(ST_Distance(ST_SetSRID(ST_MakePoint(-1.89, 52.48), 4326)::geography,
                                ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography))::int8 AS m`,
        [-1.9, 52.48],
      );
    expect(rows).toEqual([{ m: 679 }]);
  });
});
