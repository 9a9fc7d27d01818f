import type { DeliveryState } from '@muster/contracts';
import type { Db } from '../../platform/database/db.js';

/** Puts a version of an order in the queue of its unit's device. */
export async function queueOrder(
  db: Db,
  order: { assignmentId: string; version: number; unitId: string; at: Date },
): Promise<void> {
  await db.run(
    `INSERT INTO delivery (assignment_id, order_version, unit_id, state, queued_at)
     VALUES ($1, $2, $3, 'queued', $4)`,
    [order.assignmentId, order.version, order.unitId, order.at],
  );
}

/** Notes how far an order has come; stages that were skipped get no time. */
export async function moveDelivery(
  db: Db,
  order: { assignmentId: string; version: number },
  state: Exclude<DeliveryState, 'queued'>,
  at: Date,
): Promise<void> {
  await db.run(
    `UPDATE delivery SET state = $3, ${state}_at = $4 WHERE assignment_id = $1 AND order_version = $2`,
    [order.assignmentId, order.version, state, at],
  );
}

/** Orders that units' devices have not confirmed: active ones, and endings they must learn of. */
export function selectUnreceived(
  db: Db,
  unitIds: readonly string[],
): Promise<{ assignment_id: string; unit_id: string }[]> {
  return db.rows(
    `SELECT d.assignment_id, d.unit_id FROM delivery d
     JOIN assignment a ON a.id = d.assignment_id AND a.order_version = d.order_version
     WHERE d.state IN ('queued', 'sent') AND d.unit_id = ANY($1::uuid[])
     ORDER BY d.queued_at LIMIT 500`,
    [unitIds],
  );
}

/** Active assignments whose order was queued before `before`, is not confirmed, and nobody was told. */
export async function selectOverdue(db: Db, before: Date): Promise<string[]> {
  const rows = await db.rows<{ assignment_id: string }>(
    `SELECT d.assignment_id FROM delivery d
     JOIN assignment a ON a.id = d.assignment_id AND a.order_version = d.order_version
     WHERE d.state IN ('queued', 'sent') AND d.queued_at <= $1 AND d.alarmed_at IS NULL
       AND a.state <> 'released' ORDER BY d.queued_at LIMIT 100`,
    [before],
  );
  return rows.map((row) => row.assignment_id);
}

/** Marks an order as alarmed; false when another node was first. */
export async function markAlarmed(
  db: Db,
  order: { assignmentId: string; version: number },
  at: Date,
): Promise<boolean> {
  return (
    (await db.run(
      `UPDATE delivery SET alarmed_at = $3
       WHERE assignment_id = $1 AND order_version = $2 AND alarmed_at IS NULL`,
      [order.assignmentId, order.version, at],
    )) === 1
  );
}

export async function markAcknowledged(
  db: Db,
  order: { assignmentId: string; version: number },
  by: { userId: string; at: Date },
): Promise<void> {
  await db.run(
    `UPDATE delivery SET acknowledged_at = $3, acknowledged_by = $4
     WHERE assignment_id = $1 AND order_version = $2`,
    [order.assignmentId, order.version, by.at, by.userId],
  );
}
