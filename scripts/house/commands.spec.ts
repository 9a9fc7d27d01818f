import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { TASKS } from '../task-table.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const inHouse = (program: unknown) => String(program).startsWith('scripts/');

describe('npm scripts', () => {
  it('are the tasks, each behind prepare.mjs', () => {
    const expected = Object.keys(TASKS).map((name) => [name, `node scripts/prepare.mjs ${name}`]);
    expect(scripts).toEqual(Object.fromEntries(expected));
  });

  it.each(Object.entries(TASKS).filter(([, { program }]) => inHouse(program)))(
    '%s has its program',
    (_name, { program }) => {
      expect(existsSync(path.join(ROOT, String(program)))).toBe(true);
    },
  );

  it.each(['README.md', 'CONTRIBUTING.md', '.ci/run'])('that %s names exist', (file) => {
    const named = [...read(file).matchAll(/npm (?:run )?(start|test|(?<=run )[a-z:]+[a-z])/g)].map(
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(named).toContain('test');
  });
});
