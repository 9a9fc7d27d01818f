import type { Db } from '../../platform/database/db.js';
import type { Invariant, Violation } from '../../platform/database/invariant.js';

const PAGE_SEQS = 500;

interface PairRow {
  readonly seq: number;
  readonly entity_kind: string;
  readonly entity_id: string;
  readonly event: boolean;
  readonly audit: boolean;
  readonly alike: boolean;
}

/** I4: an event without its audit row, an audit row without its event, or two that disagree. */
const PAIRS = `
  SELECT coalesce(e.seq, a.seq) AS seq, coalesce(e.entity_kind, a.entity_kind) AS entity_kind,
         coalesce(e.entity_id, a.entity_id) AS entity_id,
         e.seq IS NOT NULL AS event, a.seq IS NOT NULL AS audit,
         coalesce(e.entity_kind = a.entity_kind AND e.entity_id = a.entity_id
                  AND e.version = a.to_version AND e.actor_kind = a.actor_kind
                  AND e.actor_id = a.actor_id, false) AS alike
    FROM (SELECT * FROM event_log WHERE seq > $1 AND seq <= $2) e
    FULL JOIN (SELECT * FROM audit WHERE seq > $1 AND seq <= $2) a ON a.seq = e.seq
   ORDER BY 1`;

/** I4: every state change has exactly one audit row, written with its event. */
export const oneAuditRowPerEvent: Invariant = {
  id: 'I4',
  title: 'every event has exactly one audit row that agrees with it',
  async page(db, cursor, upTo) {
    const [from, to] = seqWindow(cursor, upTo.seq);
    const rows = await db.rows<PairRow>(PAIRS, [from, to]);
    return {
      examined: rows.length,
      violations: rows.filter(({ event, audit, alike }) => !(event && audit && alike)).map(unlike),
      next: nextWindow(to, upTo.seq),
    };
  },
};

/** I8: seq runs from 1 to the counter without a gap, and epochs never fall. */
export const seqWithoutGap: Invariant = {
  id: 'I8',
  title: 'seq has no gap and its epoch never falls',
  async page(db, cursor, upTo) {
    const [from, to] = seqWindow(cursor, upTo.seq);
    const rows = await db.rows<{ seq: number; epoch: number }>(
      'SELECT seq, epoch FROM event_log WHERE seq >= $1 AND seq <= $2 ORDER BY seq',
      [from, to],
    );
    return {
      examined: rows.filter(({ seq }) => seq > from).length,
      violations: [
        ...(cursor === null ? await strayEvents(db) : []),
        ...missingSeqs(rows, from, to),
        ...fallingEpochs(rows),
      ],
      next: nextWindow(to, upTo.seq),
    };
  },
};

function seqWindow(cursor: string | null, upToSeq: number): [number, number] {
  const from = cursor === null ? 0 : Number(cursor);
  return [from, Math.min(upToSeq, from + PAGE_SEQS)];
}

function nextWindow(to: number, upToSeq: number): string | null {
  return to < upToSeq ? String(to) : null;
}

function unlike({ seq, entity_kind, entity_id, event, audit }: PairRow): Violation {
  const entity = { kind: entity_kind, id: entity_id };
  if (!audit) return { entity, what: `event ${seq} has no audit row` };
  if (!event) return { entity, what: `audit row ${seq} has no event` };
  return { entity, what: `event and audit row ${seq} disagree` };
}

/** One statement sees the counter and the log as of one moment, so a busy system shows none. */
async function strayEvents(db: Db): Promise<Violation[]> {
  const rows = await db.rows<{ seq: number }>(
    'SELECT seq FROM event_log WHERE seq > (SELECT n FROM event_counter) ORDER BY seq LIMIT 500',
  );
  return rows.map(({ seq }) => ({
    entity: { kind: 'event', id: String(seq) },
    what: `seq ${seq} lies past the counter`,
  }));
}

function missingSeqs(rows: readonly { seq: number }[], from: number, to: number): Violation[] {
  const present = new Set(rows.map(({ seq }) => seq));
  const missing: Violation[] = [];
  for (let seq = from + 1; seq <= to; seq += 1) {
    if (present.has(seq)) continue;
    missing.push({ entity: { kind: 'event', id: String(seq) }, what: `seq ${seq} is missing` });
  }
  return missing;
}

function fallingEpochs(rows: readonly { seq: number; epoch: number }[]): Violation[] {
  return rows.flatMap(({ seq, epoch }, index) => {
    const before = rows[index - 1];
    if (!before || before.epoch <= epoch) return [];
    const what = `epoch falls from ${before.epoch} to ${epoch} at seq ${seq}`;
    return [{ entity: { kind: 'event', id: String(seq) }, what }];
  });
}
