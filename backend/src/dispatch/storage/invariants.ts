import {
  versionsAudited,
  type Invariant,
  type InvariantPage,
  type Violation,
} from '../../platform/database/invariant.js';
import { positionsWithinLimits } from './position-invariant.js';

const PAGE_ROWS = 500;

interface UnitPageRow {
  id: string;
  assignment_id: string | null;
  active: number;
  held: string | null;
  ever: number;
}

/** I1: at most one active assignment, and it is the one that the unit's row names. */
const oneActiveAssignment: Invariant = {
  id: 'I1',
  title: 'a unit has at most one active assignment, the one its row names',
  async page(db, cursor) {
    const rows = await db.rows<UnitPageRow>(
      `SELECT u.id::text AS id, u.assignment_id::text AS assignment_id,
              count(a.id) FILTER (WHERE a.state <> 'released')::int AS active,
              min(a.id::text) FILTER (WHERE a.state <> 'released') AS held, count(a.id)::int AS ever
       FROM (SELECT id, assignment_id FROM unit WHERE $1::uuid IS NULL OR id > $1::uuid
             ORDER BY id LIMIT ${PAGE_ROWS}) u
       LEFT JOIN assignment a ON a.unit_id = u.id
       GROUP BY u.id, u.assignment_id ORDER BY u.id`,
      [cursor],
    );
    return pageOf(
      rows,
      ({ ever }) => ever > 0,
      (row) => {
        if (row.active > 1) return `${row.active} active assignments`;
        return row.assignment_id === row.held ? null : 'names another assignment than it holds';
      },
      'unit',
    );
  },
};

interface IncidentPageRow {
  id: string;
  listed: string[];
  assigned: string[];
  state: string;
  ever: number;
}

/** I1: the units on an incident are those assigned to it, and its state follows from them. */
const incidentListsItsUnits: Invariant = {
  id: 'I1',
  title: 'an incident lists exactly the units assigned to it',
  async page(db, cursor) {
    const rows = await db.rows<IncidentPageRow>(
      `SELECT i.id::text AS id, i.state, i.assigned_unit_ids::text[] AS listed, count(a.id)::int AS ever,
              coalesce(array_agg(a.unit_id::text) FILTER (WHERE a.state <> 'released'), '{}') AS assigned
       FROM (SELECT id, state, assigned_unit_ids FROM incident WHERE $1::uuid IS NULL OR id > $1::uuid
             ORDER BY id LIMIT ${PAGE_ROWS}) i
       LEFT JOIN assignment a ON a.incident_id = i.id
       GROUP BY i.id, i.state, i.assigned_unit_ids ORDER BY i.id`,
      [cursor],
    );
    return pageOf(
      rows,
      ({ ever }) => ever > 0,
      (row) => {
        if ([...row.listed].sort().join() !== [...row.assigned].sort().join()) {
          return 'lists other units than are assigned to it';
        }
        const busy = row.state === 'assigned' || row.state === 'on_scene';
        return busy === row.assigned.length > 0
          ? null
          : `is ${row.state} with ${row.assigned.length} units`;
      },
      'incident',
    );
  },
};

interface DeliveryPageRow {
  id: string;
  delivery: string;
  queued: string | null;
  accepted: number;
  ended: number;
}

/** I3, the database half: every order was queued, is where its row says, and took effect at most once. */
const ordersQueuedOnce: Invariant = {
  id: 'I3',
  title: 'every order was queued for its device and took effect at most once',
  async page(db, cursor) {
    const rows = await db.rows<DeliveryPageRow>(
      `SELECT a.id::text AS id, a.delivery, d.state AS queued,
              (SELECT count(*) FROM event_log WHERE entity_kind = 'assignment' AND entity_id = a.id::text
                AND kind = 'assignment.accepted')::int AS accepted,
              (SELECT count(*) FROM event_log WHERE entity_kind = 'assignment' AND entity_id = a.id::text
                AND kind IN ('assignment.refused', 'assignment.released'))::int AS ended
       FROM (SELECT id, delivery, order_version FROM assignment WHERE $1::uuid IS NULL OR id > $1::uuid
             ORDER BY id LIMIT ${PAGE_ROWS}) a
       LEFT JOIN delivery d ON d.assignment_id = a.id AND d.order_version = a.order_version
       ORDER BY a.id`,
      [cursor],
    );
    return pageOf(
      rows,
      () => true,
      (row) => {
        if (row.queued === null) return 'its order was never queued';
        if (row.queued !== row.delivery) return `is ${row.delivery}, its delivery ${row.queued}`;
        if (row.accepted > 1) return `accepted ${row.accepted} times`;
        return row.ended > 1 ? `ended ${row.ended} times` : null;
      },
      'assignment',
    );
  },
};

interface DecisionPageRow {
  id: string;
  by_users: number;
  dispatched: number;
  incident_id: string;
  about: string | null;
  kind: string | null;
  in_time: boolean | null;
}

/** I6: each dispatch is the act of one named person and names the record of what the system had said. */
const dispatchedByPeople: Invariant = {
  id: 'I6',
  title: 'each dispatch was made by a named person over a record of the recommendation',
  async page(db, cursor) {
    const rows = await db.rows<DecisionPageRow>(
      `SELECT a.id::text AS id, a.incident_id::text AS incident_id, r.entity_id AS about, r.kind,
              r.at <= a.assigned_at AS in_time, count(e.seq)::int AS dispatched,
              count(e.seq) FILTER (WHERE e.actor_kind = 'user' AND e.actor_id = a.assigned_by::text)::int AS by_users
       FROM (SELECT id, incident_id, recommendation_id, assigned_by, assigned_at FROM assignment
             WHERE $1::uuid IS NULL OR id > $1::uuid ORDER BY id LIMIT ${PAGE_ROWS}) a
       LEFT JOIN decision_record r ON r.id = a.recommendation_id
       LEFT JOIN event_log e ON e.entity_kind = 'assignment' AND e.entity_id = a.id::text
                            AND e.kind = 'assignment.dispatched'
       GROUP BY a.id, a.incident_id, r.entity_id, r.kind, r.at, a.assigned_at ORDER BY a.id`,
      [cursor],
    );
    return pageOf(
      rows,
      () => true,
      (row) => {
        if (row.dispatched !== 1 || row.by_users !== 1)
          return 'was not dispatched by one named person';
        if (row.kind !== 'recommendation' || row.about !== row.incident_id) {
          return 'names no recommendation for its incident';
        }
        return row.in_time ? null : 'was dispatched before its recommendation was made';
      },
      'assignment',
    );
  },
};

/** What dispatch proves of itself. */
export const DISPATCH_INVARIANTS: readonly Invariant[] = [
  oneActiveAssignment,
  incidentListsItsUnits,
  ordersQueuedOnce,
  dispatchedByPeople,
  positionsWithinLimits,
  versionsAudited({
    invariantId: 'I4',
    table: 'assignment',
    entityKind: 'assignment',
    idColumn: 'id',
    versionColumn: 'version',
  }),
];

function pageOf<R extends { id: string }>(
  rows: readonly R[],
  observed: (row: R) => boolean,
  wrong: (row: R) => string | null,
  kind: string,
): InvariantPage {
  const violations = rows.flatMap((row): Violation[] => {
    const what = wrong(row);
    return what === null ? [] : [{ entity: { kind, id: row.id }, what }];
  });
  return {
    // a violation is something seen, even where nothing was to be expected
    examined: Math.max(rows.filter(observed).length, violations.length),
    violations,
    next: rows.length < PAGE_ROWS ? null : (rows.at(-1)?.id ?? null),
  };
}
