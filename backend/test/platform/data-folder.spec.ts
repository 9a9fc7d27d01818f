import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { makingMarkerOf } from '../../src/platform/database/data-folder.js';
import {
  DataFolderLocked,
  lockDataFolder,
  lockFileOf,
} from '../../src/platform/database/data-folder-lock.js';
import { EmbeddedDatabase } from '../../src/platform/database/embedded-database.js';
import { startChild } from '../support/child-process.js';
import { makeThings, thingVersions } from '../support/things.js';

const scratch = mkdtempSync(join(tmpdir(), 'muster-folder-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe('the lock of a data folder', () => {
  it('is refused to a second opener with the pid of the first, until it is given back', () => {
    const folder = join(scratch, 'same-process');
    const unlock = lockDataFolder(folder);
    expect(() => lockDataFolder(folder)).toThrow(DataFolderLocked);
    expect(() => lockDataFolder(folder)).toThrow(`in use by process ${process.pid}`);
    unlock();
    expect(existsSync(lockFileOf(folder))).toBe(false);
    lockDataFolder(folder)();
  });

  it.each([
    ['of a process that is gone', { pid: 2 ** 22 + 1, started: '1' }],
    ['of a pid that another process has now', { pid: process.pid, started: '1' }],
    ['that nobody can read', 'not json'],
  ])('%s is taken over', (name, holder) => {
    const folder = join(scratch, name.replaceAll(' ', '-'));
    const text = typeof holder === 'string' ? holder : JSON.stringify(holder);
    writeFileSync(lockFileOf(folder), text);
    const unlock = lockDataFolder(folder);
    const taken = JSON.parse(readFileSync(lockFileOf(folder), 'utf8')) as { pid: number };
    expect(taken.pid).toBe(process.pid);
    unlock();
  });

  it('does not remove the lock of another when it is given back late', () => {
    const folder = join(scratch, 'late');
    const unlock = lockDataFolder(folder);
    const other = JSON.stringify({ pid: 1, started: null });
    writeFileSync(lockFileOf(folder), other);
    unlock();
    expect(readFileSync(lockFileOf(folder), 'utf8')).toBe(other);
  });
});

describe('a data folder', () => {
  it('whose making was cut off is made again; a finished one is never loaded over', async () => {
    const folder = join(scratch, 'cut-off');
    const template = new Uint8Array(readFileSync(inject('services').embeddedTemplate));
    mkdirSync(folder);
    writeFileSync(join(folder, 'PG_VERSION'), '18');
    writeFileSync(makingMarkerOf(folder), '');
    const made = await EmbeddedDatabase.open({ folder, template });
    await makeThings(made, ['kept']);
    await made.close();
    expect(existsSync(makingMarkerOf(folder))).toBe(false);
    const again = await EmbeddedDatabase.open({ folder, template });
    expect(await thingVersions(again)).toEqual({ kept: 0 });
    await again.close();
  });

  it('is opened by one process at a time, and again after that one was killed', async () => {
    const folder = join(scratch, 'db');
    const template = new Uint8Array(readFileSync(inject('services').embeddedTemplate));
    await (await EmbeddedDatabase.open({ folder, template })).close();
    const first = startChild('holding-child.ts', [folder]);
    await first.line('opened');
    await expect(EmbeddedDatabase.open({ folder })).rejects.toMatchObject({
      pid: first.process.pid,
    });
    const second = startChild('holding-child.ts', [folder]);
    expect(await second.line('refused')).toContain(`in use by process ${first.process.pid}`);
    await first.kill();
    const database = await EmbeddedDatabase.open({ folder });
    expect(await database.on('read').row('SELECT n FROM event_counter')).toEqual({ n: 0 });
    await database.close();
  });
});
