import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cruiseArchitecture, CRUISED } from './architecture.mjs';
import { plantTree, type PlantTree } from './plant-tree.js';

/** The order of the capabilities as people read it; names on one line never import each other. */
const LINES =
  'platform · access · ledger · roads hub · tracking units · picture · incidents · ' +
  'dispatch insight · console device performance · oversight';
const lineOf = new Map(
  LINES.split(' · ').flatMap((line, index) => line.split(' ').map((name) => [name, index])),
);
const capabilities = [...lineOf.keys()];

const PACKAGES = [
  'zod',
  'pg',
  'typeorm',
  'redis',
  'socket.io',
  'leaflet',
  '@duckdb/node-api',
].concat('@electric-sql/pglite', '@nestjs/platform-socket.io');

/** Every file breaks exactly the rule named; the files that they import are innocent. */
const PLANTS: readonly { rule: string; file: string; imports: string }[] = [
  { rule: 'no-cycles', file: 'engine/src/egg.ts', imports: './hen.js' },
  { rule: 'resolvable', file: 'simulators/src/astray.ts', imports: './nowhere.js' },
  {
    rule: 'capability-doors',
    file: 'backend/src/dispatch/by-storage.ts',
    imports: '../units/storage/unit-rows.js',
  },
  {
    rule: 'capability-doors',
    file: 'backend/src/dispatch/by-gateway.ts',
    imports: '../tracking/tracking.gateway.js',
  },
  {
    rule: 'capability-doors',
    file: 'backend/src/dispatch/by-controller.ts',
    imports: '../units/units.controller.js',
  },
  {
    rule: 'capability-doors',
    file: 'backend/src/dispatch/by-module.service.ts',
    imports: '../units/units.module.js',
  },
  {
    rule: 'module-doors',
    file: 'backend/src/dispatch/by-storage.module.ts',
    imports: '../units/storage/unit-rows.js',
  },
  {
    rule: 'composition-root-is-the-top',
    file: 'backend/src/platform/upwards.ts',
    imports: '../app.module.js',
  },
  { rule: 'drivers-in-storage', file: 'backend/src/units/a.service.ts', imports: 'pg' },
  { rule: 'drivers-in-storage', file: 'backend/src/units/b.service.ts', imports: 'typeorm' },
  { rule: 'drivers-in-storage', file: 'backend/src/units/c.service.ts', imports: 'redis' },
  {
    rule: 'drivers-in-storage',
    file: 'backend/src/units/d.service.ts',
    imports: '@electric-sql/pglite',
  },
  { rule: 'drivers-in-storage', file: 'backend/src/hub/e.service.ts', imports: '@duckdb/node-api' },
  { rule: 'drivers-in-storage', file: 'backend/src/roads/f.service.ts', imports: 'node:fs' },
  {
    rule: 'drivers-in-storage',
    file: 'backend/src/roads/g.service.ts',
    imports: 'node:fs/promises',
  },
  {
    rule: 'socket-server-in-gateways',
    file: 'backend/src/console/h.service.ts',
    imports: 'socket.io',
  },
  {
    rule: 'socket-server-in-gateways',
    file: 'simulators/src/server.ts',
    imports: '@nestjs/platform-socket.io',
  },
  { rule: 'leaflet-in-map', file: 'frontend/src/app/board/board.ts', imports: 'leaflet' },
  { rule: 'contracts-only-zod', file: 'contracts/src/needy.ts', imports: 'redis' },
  { rule: 'contracts-only-zod', file: 'contracts/src/with-fs.ts', imports: 'node:fs' },
  { rule: 'engine-only-contracts', file: 'engine/src/reader.ts', imports: 'node:path' },
  { rule: 'engine-only-contracts', file: 'engine/src/asker.ts', imports: 'zod' },
  {
    rule: 'library-specs-stay-home',
    file: 'engine/src/far.spec.ts',
    imports: '../../simulators/src/innocent.js',
  },
  {
    rule: 'clients-not-backend',
    file: 'frontend/src/app/core/peek.ts',
    imports: '../../../../backend/src/units/units.service.js',
  },
  {
    rule: 'clients-not-backend',
    file: 'simulators/src/peek.ts',
    imports: '../../backend/src/units/units.service.js',
  },
  {
    rule: 'backend-not-clients',
    file: 'backend/src/units/play.ts',
    imports: '../../../simulators/src/innocent.js',
  },
  {
    rule: 'libraries-by-their-root',
    file: 'simulators/src/deep.ts',
    imports: '../../contracts/src/grade.js',
  },
  { rule: 'no-barrels', file: 'simulators/src/to-barrel.ts', imports: './city/index.js' },
];

/** What the rules must let pass. */
const LAWFUL: readonly { file: string; imports: string }[] = [
  { file: 'backend/src/units/storage/driver.ts', imports: 'pg' },
  { file: 'backend/src/platform/database/driver.ts', imports: 'typeorm' },
  { file: 'backend/src/roads/import/file.ts', imports: 'node:fs' },
  { file: 'backend/src/hub/engine/duck.ts', imports: '@duckdb/node-api' },
  { file: 'backend/src/console/console.gateway.ts', imports: 'socket.io' },
  { file: 'frontend/src/app/map/layer.ts', imports: 'leaflet' },
  { file: 'contracts/src/schema.ts', imports: 'zod' },
  { file: 'engine/src/decide.ts', imports: '@muster/contracts' },
  { file: 'simulators/src/drive.ts', imports: '@muster/engine' },
  { file: 'backend/src/dispatch/dispatch.module.ts', imports: '../units/units.module.js' },
  { file: 'backend/src/dispatch/reaction.ts', imports: '../units/units.events.js' },
  { file: 'backend/src/app.module.ts', imports: './units/units.module.js' },
];

const source = (imports: string) =>
  `import * as what from '${imports}';\nexport const it = what;\n`;
const INNOCENT = 'export const innocent = 1;\n';

function capabilityFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of capabilities) {
    files[`backend/src/${name}/${name}.service.ts`] = INNOCENT;
    for (const other of capabilities) {
      if (other === name) continue;
      const file = `backend/src/${name}/asks-${other}.service.ts`;
      files[file] = source(`../${other}/${other}.service.js`);
    }
  }
  return files;
}

function packageFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of PACKAGES) {
    files[`node_modules/${name}/package.json`] = JSON.stringify({ name, main: 'index.js' });
    files[`node_modules/${name}/index.js`] = '';
  }
  for (const name of ['contracts', 'engine']) {
    const exports = { '.': { 'muster-source': './src/index.ts' } };
    files[`${name}/src/index.ts`] = INNOCENT;
    files[`${name}/package.json`] = JSON.stringify({ name: `@muster/${name}`, exports });
  }
  return files;
}

async function linkWorkspaces(root: string): Promise<void> {
  await mkdir(path.join(root, 'node_modules/@muster'));
  for (const name of ['contracts', 'engine']) {
    await symlink(`../../${name}`, path.join(root, 'node_modules/@muster', name));
  }
}

function treeFiles(): Record<string, string> {
  const files: Record<string, string> = { ...packageFiles(), ...capabilityFiles() };
  for (const file of [
    'contracts/src/grade.ts',
    'simulators/src/innocent.ts',
    'simulators/src/city/index.ts',
    'backend/src/units/units.events.ts',
    'backend/src/units/units.module.ts',
    'backend/src/units/units.controller.ts',
    'backend/src/units/storage/unit-rows.ts',
    'backend/src/tracking/tracking.gateway.ts',
  ]) {
    files[file] = INNOCENT;
  }
  // A cycle of types alone counts as one.
  files['engine/src/hen.ts'] = "import type { it } from './egg.js';\nexport type It = typeof it;\n";
  for (const { file, imports } of [...PLANTS, ...LAWFUL]) files[file] = source(imports);
  return files;
}

describe('the architecture rules', () => {
  let tree: PlantTree;
  let found: ReadonlySet<string>;

  beforeAll(async () => {
    tree = await plantTree(treeFiles());
    await linkWorkspaces(tree.root);
    const folders = CRUISED.filter((folder) => folder.endsWith('/src'));
    const { violations } = await cruiseArchitecture(tree.root, folders);
    found = new Set(violations.map(({ rule, from }) => `${rule}: ${from}`));
  });
  afterAll(() => tree.remove());

  it.each(PLANTS)('$rule refuses $file importing $imports', ({ rule, file }) => {
    expect(found).toContain(`${rule}: ${file}`);
  });

  it.each(LAWFUL)('$file may import $imports', ({ file }) => {
    expect([...found].filter((violation) => violation.endsWith(file))).toEqual([]);
  });

  it.each(capabilities)('%s imports only from the lines above it', (name) => {
    const refused = capabilities.filter((other) =>
      found.has(`line-${name}: backend/src/${name}/asks-${other}.service.ts`),
    );
    const expected = capabilities.filter(
      (other) => other !== name && Number(lineOf.get(other)) >= Number(lineOf.get(name)),
    );
    expect(refused).toEqual(expected);
  });

  it('breaks no rule that was not meant to be broken', () => {
    const planted = new Set(PLANTS.map(({ rule, file }) => `${rule}: ${file}`));
    const rest = [...found].filter((each) => !planted.has(each) && !each.startsWith('line-'));
    expect(rest).toEqual([]);
  });
});
