import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readySettings, readSettings, settingsFolder } from './settings-file.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

it('reads every ready settings file where it stands', () => {
  expect(settingsFolder()).toBe(join(ROOT, 'backend', 'src', 'hub', 'settings'));
  expect(readySettings()).toContain('persons-with-addresses');
  for (const name of readySettings()) expect(readSettings(name)).toMatchObject({ ok: true });
});

it('is followed by its YAML files into the build', () => {
  const nest = JSON.parse(readFileSync(join(ROOT, 'nest-cli.json'), 'utf8')) as {
    compilerOptions: { assets: { include: string; outDir: string }[] };
  };
  // copied below the root of the backend's sources: <outDir>/src/hub/… beside <outDir>/src/**.js
  expect(nest.compilerOptions.assets).toContainEqual({
    include: 'hub/**/*.yaml',
    outDir: 'dist/backend',
  });
});
