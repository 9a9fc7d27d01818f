import type { Db } from '../../platform/database/db.js';

export interface DeviceRow {
  readonly id: string;
  readonly version: number;
  readonly unit_id: string;
  readonly call_sign: string;
}

export interface NewDevice {
  readonly id: string;
  readonly unitId: string;
  readonly callSign: string;
  readonly tokenHash: Uint8Array;
}

/** Revokes the present devices of the units, in the order of their ids. */
export function revokeDevicesOfUnits(
  db: Db,
  unitIds: readonly string[],
  at: Date,
): Promise<{ id: string; version: number }[]> {
  return db.rows(
    `UPDATE device SET revoked_at = $2, version = version + 1
      WHERE id IN (SELECT id FROM device WHERE unit_id = ANY ($1::uuid[]) AND revoked_at IS NULL
                    ORDER BY id FOR UPDATE)
      RETURNING id, version`,
    [unitIds, at],
  );
}

export function insertDevices(db: Db, devices: readonly NewDevice[], at: Date): Promise<number> {
  return db.run(
    `INSERT INTO device (id, version, unit_id, call_sign, token_hash, enrolled_at)
     SELECT id, 1, unit_id, call_sign, decode(token_hash, 'hex'), $5
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[])
         AS d (id, unit_id, call_sign, token_hash)`,
    [
      devices.map(({ id }) => id),
      devices.map(({ unitId }) => unitId),
      devices.map(({ callSign }) => callSign),
      devices.map(({ tokenHash }) => Buffer.from(tokenHash).toString('hex')),
      at,
    ],
  );
}

export async function revokeDevice(db: Db, id: string, at: Date): Promise<DeviceRow | undefined> {
  return db.row(
    `UPDATE device SET revoked_at = $2, version = version + 1
      WHERE id = $1 AND revoked_at IS NULL RETURNING id, version, unit_id, call_sign`,
    [id, at],
  );
}

export async function deviceExists(db: Db, id: string): Promise<boolean> {
  return (await db.row('SELECT 1 FROM device WHERE id = $1', [id])) !== undefined;
}

/** The token of a device anew, unless it was revoked; of those given, returns the ones changed. */
export function renewTokens(
  db: Db,
  renewed: readonly { readonly id: string; readonly tokenHash: Uint8Array }[],
): Promise<DeviceRow[]> {
  return db.rows(
    `UPDATE device SET token_hash = decode(n.token_hash, 'hex'), version = version + 1
       FROM unnest($1::uuid[], $2::text[]) AS n (id, token_hash)
      WHERE device.id = n.id AND revoked_at IS NULL
      RETURNING device.id, version, unit_id, call_sign`,
    [
      renewed.map(({ id }) => id),
      renewed.map(({ tokenHash }) => Buffer.from(tokenHash).toString('hex')),
    ],
  );
}

export function selectDeviceByToken(db: Db, tokenHash: Uint8Array): Promise<DeviceRow | undefined> {
  return db.row(
    `SELECT id, version, unit_id, call_sign FROM device
      WHERE token_hash = $1 AND revoked_at IS NULL`,
    [tokenHash],
  );
}

export function selectDevice(db: Db, id: string): Promise<DeviceRow | undefined> {
  return db.row(
    'SELECT id, version, unit_id, call_sign FROM device WHERE id = $1 AND revoked_at IS NULL',
    [id],
  );
}

/** Those of the devices that are not revoked. */
export async function selectEnrolled(db: Db, ids: readonly string[]): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(
    'SELECT id FROM device WHERE id = ANY ($1::uuid[]) AND revoked_at IS NULL',
    [ids],
  );
  return rows.map(({ id }) => id);
}
