import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHouse, checkName, checkPackageScripts, checkSqlClock } from './house-rules.mjs';
import { plantTree, type PlantTree } from './plant-tree.js';

const MIGRATION = 'migrations/0001-platform.up.sql';
const STORAGE = 'backend/src/units/storage/unit-rows.ts';

describe('SQL that reads the clock', () => {
  it.each([
    'INSERT INTO t VALUES (now())',
    'at timestamptz DEFAULT NOW ( )',
    'at timestamptz DEFAULT CURRENT_TIMESTAMP',
    'WHERE day < current_date',
    'SELECT clock_timestamp()',
    'SELECT statement_timestamp()',
    'SELECT transaction_timestamp()',
    'SELECT timeofday()',
    'SELECT localtimestamp',
    "at timestamptz DEFAULT 'now'",
  ])('is refused: %s', (sql) => {
    const [violation] = checkSqlClock(MIGRATION, `SELECT 1;\n${sql};\n`);
    expect(violation).toMatchObject({ file: MIGRATION, line: 2, rule: 'sql-clock' });
    expect(checkSqlClock(STORAGE, `const sql = \`${sql}\`;`)).toHaveLength(1);
  });

  it.each([
    'SELECT known, nowhere FROM snow',
    '-- times are parameters, never now()',
    '/* CURRENT_TIMESTAMP\n is not used */',
    'at timestamptz NOT NULL',
  ])('lets pass: %s', (sql) => {
    expect(checkSqlClock(MIGRATION, sql)).toEqual([]);
  });

  it('lets a storage file ask a clock of ours', () => {
    expect(checkSqlClock(STORAGE, 'const at = clocks.op.now(); // not SQL now()')).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    'engine/src/utils.ts',
    'backend/src/units/helpers/a.ts',
    'frontend/src/app/common.ts',
    'simulators/src/force/manager.ts',
    'contracts/src/data.ts',
  ])('%s is refused', (file) => {
    expect(checkName(file)).toMatchObject([{ rule: 'telling-names', file }]);
  });

  it.each(['engine/src/unionFind.ts', 'backend/src/units/Units.service.ts'])(
    '%s is not kebab-case',
    (file) => {
      expect(checkName(file)).toMatchObject([{ rule: 'kebab-case', file }]);
    },
  );

  it.each(['engine/src/linkage/union-find.spec.ts', 'backend/src/units/units.service.ts'])(
    '%s passes',
    (file) => {
      expect(checkName(file)).toEqual([]);
    },
  );
});

describe('npm hooks', () => {
  it('are refused', () => {
    const scripts = { test: 'x', pretest: 'x', postinstall: 'x' };
    const found = checkPackageScripts(JSON.stringify({ scripts }));
    expect(found.map(({ message }) => message.split(' ')[0])).toEqual([
      '"pretest"',
      '"postinstall"',
    ]);
  });
});

describe('a whole tree', () => {
  let tree: PlantTree;
  beforeAll(async () => {
    tree = await plantTree({
      'package.json': '{"scripts":{"start":"x"}}',
      [MIGRATION]: 'CREATE TABLE t (at timestamptz DEFAULT now());',
      [STORAGE]: 'export const SQL = `SELECT CURRENT_TIMESTAMP`;',
      'backend/src/units/units.service.ts': 'export const text = "not SQL: now()";',
      'engine/src/utils.ts': '',
      'engine/src/fixtures/utils.ts': '',
    });
  });
  afterAll(() => tree.remove());

  it('is searched in migrations, storage and names', () => {
    expect(checkHouse(tree.root).map(({ file }) => file)).toEqual([
      STORAGE,
      'engine/src/utils.ts',
      MIGRATION,
    ]);
  });
});
