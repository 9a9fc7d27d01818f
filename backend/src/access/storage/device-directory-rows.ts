import type { Db } from '../../platform/database/db.js';

/** Devices that are enrolled and not revoked, with their units. */
export function selectActiveDevices(db: Db): Promise<{ device_id: string; unit_id: string }[]> {
  return db.rows('SELECT id AS device_id, unit_id FROM device WHERE revoked_at IS NULL');
}
