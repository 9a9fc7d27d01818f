import { versionsAudited } from '../../platform/database/invariant.js';
import type { Invariant } from '../../platform/database/invariant.js';
import { holdsAt } from './versioned-rows.js';

const PAGE_ROWS = 500;

interface MentionPageRow {
  source: string;
  record_key: string;
  mention_no: number;
  members: number;
  golden: number;
}

/** I9: every accepted mention of the current publication belongs to exactly one golden record of its kind. */
const oneGoldenRecord: Invariant = {
  id: 'I9',
  title: 'a mention belongs to exactly one golden record of its kind',
  async page(db, cursor) {
    const last = cursor === null ? null : (JSON.parse(cursor) as [string, string, number]);
    const p = '(SELECT publication_id FROM current_publication)';
    const rows = await db.rows<MentionPageRow>(
      `SELECT x.source, x.record_key, x.mention_no, count(m.golden_id)::int AS members, count(g.id)::int AS golden
       FROM (SELECT x.source, x.record_key, x.mention_no, x.kind FROM hub_mention x
             WHERE ${holdsAt('x', p)}
               AND ($1::text IS NULL OR (x.source, x.record_key, x.mention_no) > ($1::text, $2::text, $3::smallint))
             ORDER BY x.source, x.record_key, x.mention_no LIMIT ${PAGE_ROWS}) x
       LEFT JOIN hub_member m ON (m.source, m.record_key, m.mention_no) = (x.source, x.record_key, x.mention_no)
         AND ${holdsAt('m', p)}
       LEFT JOIN golden_record g ON g.id = m.golden_id AND g.kind = x.kind AND ${holdsAt('g', p)}
       GROUP BY x.source, x.record_key, x.mention_no ORDER BY x.source, x.record_key, x.mention_no`,
      last ?? [null, null, null],
    );
    const end = rows.at(-1);
    const broken = rows.filter((r) => r.members !== 1 || r.golden !== 1);
    return {
      examined: rows.length,
      violations: broken.map((r) => ({
        // the key of a silo's record is a reference, not a name
        entity: { kind: 'mention', id: `${r.source}/${r.record_key}#${r.mention_no}` },
        what: `${r.members} memberships, ${r.golden} golden records of its kind`,
      })),
      next:
        end === undefined || rows.length < PAGE_ROWS
          ? null
          : JSON.stringify([end.source, end.record_key, end.mention_no]),
    };
  },
};

export const HUB_INVARIANTS: readonly Invariant[] = [
  oneGoldenRecord,
  versionsAudited({
    invariantId: 'I4',
    table: 'current_publication',
    entityKind: 'publication',
    idColumn: 'id',
    versionColumn: 'version',
  }),
  versionsAudited({
    invariantId: 'I4',
    table: 'hub_decision',
    entityKind: 'linkage-decision',
    idColumn: 'id',
    versionColumn: 'version',
  }),
];
