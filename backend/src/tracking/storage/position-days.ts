import type { Db } from '../../platform/database/db.js';

/** Makes the partition of a UTC day ('YYYY-MM-DD') where it is missing. */
export async function makeDay(db: Db, day: string): Promise<void> {
  await db.row('SELECT make_position_day($1::date)', [day]);
}

/**
 * Drops the partitions of all days before `day`; how many. In a transaction: it waits a second at
 * most for those who read the log, since whoever writes would wait behind it.
 */
export async function dropDaysBefore(db: Db, day: string): Promise<number> {
  await db.row(`SELECT set_config('lock_timeout', '1000', true)`);
  const row = await db.row<{ dropped: number }>('SELECT drop_position_days($1::date) AS dropped', [
    day,
  ]);
  return row?.dropped ?? 0;
}
