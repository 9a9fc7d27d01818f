import type { Db } from '../../src/platform/database/db.js';
import type { EmbeddedDatabase } from '../../src/platform/database/embedded-database.js';

/** Own tables: those that no extension made. Partitions are made at run time and belong to no seed. */
const OWN_TABLES = `
  SELECT c.relname AS name, c.relispartition AS partition FROM pg_class c
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
   ORDER BY 1`;

/** Keeps a copy of the rows that the migrations made, to come back to. */
export async function rememberSeed(database: EmbeddedDatabase): Promise<void> {
  await database.asLogin(async (db) => {
    await db.run('CREATE SCHEMA seed');
    for (const { name, partition } of await ownTables(db)) {
      if (!partition) await db.run(`CREATE TABLE seed."${name}" AS TABLE public."${name}"`);
    }
  });
}

/** Back to the rows of the migrations: the one embedded database of a worker serves all its files. */
export async function resetToSeed(database: EmbeddedDatabase): Promise<void> {
  await database.asLogin(async (db) => {
    // without triggers: append-only tables and foreign keys refuse it otherwise
    await db.run('SET session_replication_role = replica');
    try {
      await dropNewTables(db);
      await restoreRows(db);
    } finally {
      await db.run('SET session_replication_role = origin');
    }
  });
}

function ownTables(db: Db): Promise<{ name: string; partition: boolean }[]> {
  return db.rows(OWN_TABLES);
}

async function seededTables(db: Db): Promise<Set<string>> {
  const rows = await db.rows<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'seed'::regnamespace AND relkind = 'r'`,
  );
  return new Set(rows.map(({ name }) => name));
}

async function dropNewTables(db: Db): Promise<void> {
  const seeded = await seededTables(db);
  for (const { name } of await ownTables(db)) {
    if (!seeded.has(name)) await db.run(`DROP TABLE public."${name}" CASCADE`);
  }
}

async function restoreRows(db: Db): Promise<void> {
  const names = [...(await seededTables(db))];
  await db.run(
    `TRUNCATE ${names.map((name) => `public."${name}"`).join(', ')} RESTART IDENTITY CASCADE`,
  );
  for (const name of names) {
    const columns = await db.rows<{ name: string }>(
      `SELECT quote_ident(attname) AS name FROM pg_attribute
        WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
      [`public."${name}"`],
    );
    const list = columns.map((column) => column.name).join(', ');
    await db.run(
      `INSERT INTO public."${name}" (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM seed."${name}"`,
    );
  }
}
