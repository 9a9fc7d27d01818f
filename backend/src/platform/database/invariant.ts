import type { LogHead } from '../events/logged-event.js';
import type { Db } from './db.js';

/** One thing found to break an invariant. Ids, versions and codes only. */
export interface Violation {
  readonly entity: { readonly kind: string; readonly id: string };
  /** What is wrong, as a short phrase without personal data. */
  readonly what: string;
}

/** One keyset page of a proof. `next` is where the following page starts; null: this was the last. */
export interface InvariantPage {
  readonly examined: number;
  readonly violations: readonly Violation[];
  readonly next: string | null;
}

/**
 * A rule that must hold whatever happened, and how to prove it page by page. Each page is one
 * statement of at most some 500 rows, so that a proof never holds up a command.
 */
export interface Invariant {
  /** 'I1' … 'I9'; several queries may prove parts of one. */
  readonly id: string;
  readonly title: string;
  /**
   * @param cursor null for the first page, else `next` of the page before
   * @param upTo what is claimed: the database as of this seq
   */
  page(db: Db, cursor: string | null, upTo: LogHead): Promise<InvariantPage>;
}

/** All invariants of the system: each capability adds its own when it starts. */
export class InvariantRegistry {
  private readonly registered: Invariant[] = [];

  add(...invariants: readonly Invariant[]): void {
    this.registered.push(...invariants);
  }

  all(): readonly Invariant[] {
    return this.registered;
  }
}

/** A table of versioned rows whose every version must stand in the audit. */
export interface VersionedTable {
  readonly invariantId: string;
  readonly table: string;
  readonly entityKind: string;
  readonly idColumn: string;
  readonly versionColumn: string;
}

const PAGE_ROWS = 500;

/**
 * I4 for a table: the versions of each row are in the audit from 1 to the present one, each once.
 * Names of table and columns are written into the statement: they come from code, never from users.
 */
export function versionsAudited(source: VersionedTable): Invariant {
  const { table, entityKind, idColumn, versionColumn } = source;
  const sql = `
    SELECT row.id, row.version,
           (SELECT count(*) FROM audit
             WHERE entity_kind = $1 AND entity_id = row.id) AS audited,
           (SELECT max(to_version) FROM audit
             WHERE entity_kind = $1 AND entity_id = row.id) AS latest
      FROM (SELECT ${idColumn}::text AS id, ${versionColumn} AS version FROM ${table}
             WHERE $2::text IS NULL OR ${idColumn}::text > $2
             ORDER BY ${idColumn}::text LIMIT ${PAGE_ROWS}) row
     ORDER BY row.id`;
  return {
    id: source.invariantId,
    title: `every version of ${entityKind} has exactly one audit row`,
    async page(db, cursor) {
      const rows = await db.rows<VersionRow>(sql, [entityKind, cursor]);
      const wrong = rows.filter(
        ({ version, audited, latest }) => audited !== version || latest !== version,
      );
      const violations = wrong.map(({ id, version, audited, latest }) => ({
        entity: { kind: entityKind, id },
        what: `version ${version}, but ${audited} audit rows up to version ${latest ?? 0}`,
      }));
      return { examined: rows.length, violations, next: nextCursor(rows) };
    },
  };
}

interface VersionRow {
  readonly id: string;
  readonly version: number;
  readonly audited: number;
  readonly latest: number | null;
}

function nextCursor(rows: readonly VersionRow[]): string | null {
  return rows.length < PAGE_ROWS ? null : (rows.at(-1)?.id ?? null);
}
