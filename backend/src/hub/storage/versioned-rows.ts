import type { Database } from '../../platform/database/database.js';
import { json } from '../../platform/database/db.js';
import type { Db } from '../../platform/database/db.js';

/** Rows written and read by one statement: a dispatcher's command waits for no more than that. */
export const ROWS_A_STATEMENT = 500;

/** A table whose rows hold from one publication on until another. Names come from this file only. */
export interface VersionedTable {
  readonly name: string;
  /** Columns of the key, with their types. */
  readonly key: Readonly<Record<string, string>>;
  readonly columns: Readonly<Record<string, string>>;
  /** Expression that tells whether a row changed. */
  readonly hash: string;
}

const MENTION = { source: 'text', record_key: 'text', mention_no: 'smallint' };

export const MENTIONS: VersionedTable = {
  name: 'hub_mention',
  key: MENTION,
  columns: { kind: 'text', content: 'jsonb', content_hash: 'text' },
  hash: 'content_hash',
};
export const MEMBERS: VersionedTable = {
  name: 'hub_member',
  key: MENTION,
  columns: { golden_id: 'uuid' },
  hash: 'golden_id::text',
};
export const LINKS: VersionedTable = {
  name: 'hub_link',
  key: { source: 'text', record_key: 'text', from_no: 'smallint', to_no: 'smallint', role: 'text' },
  columns: {},
  hash: "''",
};
export const GOLDEN: VersionedTable = {
  name: 'golden_record',
  key: { id: 'uuid' },
  columns: {
    kind: 'text',
    content: 'jsonb',
    content_hash: 'text',
    classification: 'text',
    least_classification: 'text',
    name_text: 'text',
    search_keys: 'text[]',
  },
  hash: 'content_hash',
};
export const REDIRECTS: VersionedTable = {
  name: 'golden_redirect',
  key: { old_id: 'uuid' },
  columns: { new_id: 'uuid' },
  hash: "coalesce(new_id::text, '')",
};
export const VERSIONED: readonly VersionedTable[] = [MENTIONS, MEMBERS, LINKS, GOLDEN, REDIRECTS];

/** A row as it should be; property names are column names. */
export type VersionedRow = Readonly<Record<string, unknown>>;

/** SQL that a row of alias `a` belongs to the publication in parameter `p` (`$1`). */
export function holdsAt(a: string, p: string): string {
  return `${a}.from_publication <= ${p} AND (${a}.until_publication IS NULL OR ${a}.until_publication > ${p})`;
}

/** The key of a row as one text. */
export function keyOf(table: VersionedTable, row: VersionedRow): string {
  return JSON.stringify(Object.keys(table.key).map((column) => String(row[column])));
}

/** Key → hash of all rows of a publication, read in pages. */
export async function visibleRows(
  database: Database,
  table: VersionedTable,
  publication: number,
): Promise<Map<string, string>> {
  const keys = Object.keys(table.key);
  const list = keys.map((k) => `t.${k}`).join(', ');
  const after = Object.values(table.key).map((type, i) => `$${i + 2}::${type}`);
  const out = new Map<string, string>();
  const db = database.on('background');
  for (let last: VersionedRow | undefined; ;) {
    const from = last === undefined ? '' : ` AND (${list}) > (${after.join(', ')})`;
    const params = last === undefined ? [] : keys.map((k) => last?.[k] as string | number);
    const rows = await db.rows<Record<string, string | number>>(
      `SELECT ${list}, ${table.hash} AS row_hash FROM ${table.name} t
       WHERE ${holdsAt('t', '$1')}${from} ORDER BY ${list} LIMIT ${ROWS_A_STATEMENT}`,
      [publication, ...params],
    );
    for (const row of rows) out.set(keyOf(table, row), String(row['row_hash']));
    last = rows.at(-1);
    if (rows.length < ROWS_A_STATEMENT) return out;
  }
}

/** Ends rows before `publication` and writes new ones into it, a bounded number a statement. */
export async function writeVersions(
  database: Database,
  table: VersionedTable,
  publication: number,
  change: { readonly ended: readonly string[]; readonly added: readonly VersionedRow[] },
): Promise<void> {
  const db = database.on('background');
  const keys = Object.entries(table.key);
  const typed = keys.map(([k, type]) => `${k} ${type}`).join(', ');
  for (const part of parts(change.ended)) {
    const rows = part.map((key) => {
      const values = JSON.parse(key) as string[];
      return Object.fromEntries(keys.map(([k], i) => [k, values[i]]));
    });
    await db.run(
      `UPDATE ${table.name} t SET until_publication = $1 FROM jsonb_to_recordset($2::jsonb) AS e (${typed})
       WHERE ${keys.map(([k]) => `t.${k} = e.${k}`).join(' AND ')} AND t.until_publication IS NULL`,
      [publication, json(rows)],
    );
  }
  const columns = [...keys, ...Object.entries(table.columns)];
  const names = columns.map(([k]) => k).join(', ');
  for (const part of parts(change.added)) {
    await db.run(
      `INSERT INTO ${table.name} (${names}, from_publication)
       SELECT ${names}, $1 FROM jsonb_to_recordset($2::jsonb) AS e (${columns.map(([k, t]) => `${k} ${t}`).join(', ')})`,
      [publication, json(part)],
    );
  }
}

function parts<T>(list: readonly T[]): T[][] {
  const out: T[][] = [];
  for (let at = 0; at < list.length; at += ROWS_A_STATEMENT) {
    out.push(list.slice(at, at + ROWS_A_STATEMENT));
  }
  return out;
}

/** Takes away everything that publications after `base` wrote, a bounded number of rows a statement. */
export async function withdrawAfter(database: Database, base: number): Promise<void> {
  const db: Db = database.on('background');
  for (const { name } of VERSIONED) {
    const some = (where: string): string =>
      `ctid = ANY(ARRAY(SELECT ctid FROM ${name} WHERE ${where} LIMIT ${ROWS_A_STATEMENT}))`;
    while (
      (await db.run(`DELETE FROM ${name} WHERE ${some('from_publication > $1')}`, [base])) > 0
    );
    const reopened = `UPDATE ${name} SET until_publication = NULL WHERE ${some('until_publication > $1')}`;
    while ((await db.run(reopened, [base])) > 0);
  }
}

/** Takes away rows that ended at or before `publication`: nobody can read them any more. Answers how many. */
export async function removeEnded(database: Database, publication: number): Promise<number> {
  const db: Db = database.on('background');
  let removed = 0;
  for (const { name } of VERSIONED) {
    const part = `DELETE FROM ${name} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${name}
      WHERE until_publication <= $1 LIMIT ${ROWS_A_STATEMENT}))`;
    for (let n = await db.run(part, [publication]); n > 0; n = await db.run(part, [publication])) {
      removed += n;
    }
  }
  return removed;
}
