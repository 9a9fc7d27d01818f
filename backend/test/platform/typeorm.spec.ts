import { EntitySchema } from 'typeorm';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { typeormSource } from '../../src/platform/database/typeorm-source.js';
import { withDatabases } from '../support/with-databases.js';

interface Note {
  id: string;
  text: string;
  tags: string[];
}

const NOTE = new EntitySchema<Note>({
  name: 'note',
  columns: {
    id: { type: 'text', primary: true },
    text: { type: 'text' },
    tags: { type: 'text', array: true },
  },
});

withDatabases('the TypeORM data source', (use) => {
  let source: DataSource;
  beforeAll(async () => {
    await use().database.asLogin(async (db) => {
      await db.run('CREATE TABLE note (id text PRIMARY KEY, text text, tags text[])');
      await db.run('GRANT SELECT, INSERT, UPDATE, DELETE ON note TO muster_app');
    });
    source = await typeormSource(use().database, [NOTE]).initialize();
  });
  afterAll(() => source.destroy());

  it('saves, finds, changes and removes rows', async () => {
    const notes = source.getRepository(NOTE);
    await notes.save({ id: 'a', text: 'one', tags: ['x', 'y'] });
    expect(await notes.findOneBy({ id: 'a' })).toEqual({ id: 'a', text: 'one', tags: ['x', 'y'] });
    await notes.update('a', { text: 'two' });
    expect((await notes.findOneByOrFail({ id: 'a' })).text).toBe('two');
    await notes.delete('a');
    expect(await notes.count()).toBe(0);
  });

  it('keeps exactly the committed half of 20 transactions at once', async () => {
    const notes = source.getRepository(NOTE);
    const transaction = (n: number) =>
      source.transaction(async (manager) => {
        await manager.save(NOTE, { id: `t${n}`, text: '', tags: [] });
        if (n % 2 === 1) throw new Error('odd');
      });
    await Promise.allSettled(Array.from({ length: 20 }, (_, n) => transaction(n)));
    const kept = (await notes.find()).map(({ id }) => Number(id.slice(1)));
    expect(kept.sort((a, b) => a - b)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  });

  it('works as muster_app', async () => {
    await expect(source.query('DELETE FROM audit')).rejects.toMatchObject({
      driverError: { code: '42501' },
    });
  });
});
