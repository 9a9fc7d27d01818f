import type { Database } from '../../src/platform/database/database.js';
import type { Db } from '../../src/platform/database/db.js';

/** What migrations made, as sorted lines, alike on every version of PostgreSQL. */
export interface Catalogue {
  readonly columns: readonly string[];
  readonly indexes: readonly string[];
  readonly constraints: readonly string[];
  readonly triggers: readonly string[];
  readonly grants: readonly string[];
  readonly functions: readonly string[];
}

/** Things that an extension made are its own business, and differ by its version. */
const OWN = (catalogue: string, oid: string) =>
  `NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = '${catalogue}'::regclass
                AND objid = ${oid} AND deptype = 'e')`;
const OWN_TABLE = `c.relnamespace = 'public'::regnamespace AND ${OWN('pg_class', 'c.oid')}`;

const QUERIES: Record<keyof Catalogue, string> = {
  columns: `
    SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
           || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || ' ' || a.attgenerated::text
           || a.attidentity::text || coalesce(' = ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE ${OWN_TABLE} AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0
       AND NOT a.attisdropped`,
  indexes: `
    SELECT pg_get_indexdef(i.indexrelid) AS line
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE ${OWN_TABLE}`,
  // not-null is a constraint of its own from PostgreSQL 18 on; the columns show it
  constraints: `
    SELECT c.relname || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid) AS line
      FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
     WHERE ${OWN_TABLE} AND k.contype <> 'n'`,
  triggers: `
    SELECT pg_get_triggerdef(t.oid) AS line
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE ${OWN_TABLE} AND NOT t.tgisinternal`,
  grants: `
    SELECT c.relname || coalesce('.' || a.attname, '') || ' ' || g.privilege_type AS line
      FROM pg_class c
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
     CROSS JOIN LATERAL aclexplode(coalesce(a.attacl, c.relacl)) g
     WHERE ${OWN_TABLE} AND g.grantee = 'muster_app'::regrole`,
  functions: `
    SELECT p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS line
      FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND ${OWN('pg_proc', 'p.oid')}`,
};

/** Reads the catalogue as the login role; partitions made at run time are left out. */
export function readCatalogue(database: Database): Promise<Catalogue> {
  return database.asLogin(async (db) => ({
    columns: await lines(db, QUERIES.columns),
    indexes: await lines(db, QUERIES.indexes),
    constraints: await lines(db, QUERIES.constraints),
    triggers: await lines(db, QUERIES.triggers),
    grants: await lines(db, QUERIES.grants),
    functions: await lines(db, QUERIES.functions),
  }));
}

async function lines(db: Db, sql: string): Promise<string[]> {
  const rows = await db.rows<{ line: string }>(sql);
  return rows.map(({ line }) => line).sort();
}
