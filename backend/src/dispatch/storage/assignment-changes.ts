import type {
  AssignmentState,
  DeliveryState,
  RefusalReason,
  ReleaseReason,
} from '@muster/contracts';
import type { Db, SqlValue } from '../../platform/database/db.js';
import type { AssignmentRow } from './assignment-rows.js';

/** New values of an assignment; absent means unchanged, null clears. */
export interface AssignmentChange {
  state?: AssignmentState;
  releaseReason?: ReleaseReason | null;
  refusalReason?: RefusalReason | null;
  orderVersion?: number;
  delivery?: DeliveryState;
  deliveryAlarm?: boolean;
  acceptedAt?: Date | null;
  arrivedAt?: Date | null;
  releasedAt?: Date | null;
}

const COLUMN_OF: Readonly<Record<keyof AssignmentChange, keyof AssignmentRow>> = {
  state: 'state',
  releaseReason: 'release_reason',
  refusalReason: 'refusal_reason',
  orderVersion: 'order_version',
  delivery: 'delivery',
  deliveryAlarm: 'delivery_alarm',
  acceptedAt: 'accepted_at',
  arrivedAt: 'arrived_at',
  releasedAt: 'released_at',
};

/** Applies a change when the row still has its state and version; the row as it is now, or undefined. */
export function updateAssignment(
  db: Db,
  row: AssignmentRow,
  change: AssignmentChange,
): Promise<AssignmentRow | undefined> {
  const params: SqlValue[] = [row.id, row.version, row.state];
  const sets = ['version = version + 1'];
  for (const [name, value] of Object.entries(change) as [keyof AssignmentChange, SqlValue][]) {
    if (value === undefined) continue;
    params.push(value);
    sets.push(`${COLUMN_OF[name]} = $${params.length}`);
  }
  return db.row<AssignmentRow>(
    `UPDATE assignment SET ${sets.join(', ')} WHERE id = $1 AND version = $2 AND state = $3 RETURNING *`,
    params,
  );
}
