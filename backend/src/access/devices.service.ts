import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EnrolledDevices } from '@muster/contracts';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import { done, refused, UnitOfWork } from '../platform/database/unit-of-work.js';
import type {
  CommandContext,
  CommandTransaction,
  Outcome,
} from '../platform/database/unit-of-work.js';
import type { DevicePrincipal } from './principal.decorator.js';
import { hashOf, newSecret } from './secret.js';
import {
  deviceExists,
  insertDevices,
  renewTokens,
  revokeDevice,
  revokeDevicesOfUnits,
  selectDevice,
  selectDeviceByToken,
  selectEnrolled,
} from './storage/device-rows.js';
import type { DeviceRow } from './storage/device-rows.js';

export interface UnitToEnrol {
  readonly unitId: string;
  readonly callSign: string;
}
type EnrolledDevice = EnrolledDevices['devices'][number];
type WithoutToken = Omit<EnrolledDevice, 'token'>;

const REMEMBERED_MS = 5000;
const MOST_REMEMBERED = 20_000;

/** Devices of units: enrolled with a token that is shown once, recognised by it, revoked. */
@Injectable()
export class DevicesService {
  private readonly database: Database;
  private readonly work: UnitOfWork;
  private readonly clocks: Clocks;
  // token hash → device, so that a fix every few seconds does not cost a look-up each
  private readonly remembered = new Map<string, { device: DevicePrincipal; untilMs: number }>();

  constructor(database: Database, work: UnitOfWork, clocks: Clocks) {
    this.database = database;
    this.work = work;
    this.clocks = clocks;
  }

  /**
   * A new device for each unit; a device that the unit had is revoked. Repeating the command under
   * its key gives the same devices with new tokens, since the first ones are stored nowhere.
   */
  async enrol(
    context: CommandContext,
    units: readonly UnitToEnrol[],
  ): Promise<Outcome<EnrolledDevice[], 'IDEMPOTENCY_KEY_REUSED'>> {
    const tokens = new Map(units.map(({ unitId }) => [unitId, newSecret()]));
    const enrolled = await this.work.run(context, async (tx) =>
      done(await enrolAll(tx, units, tokens)),
    );
    if (!enrolled.ok) return enrolled;
    if (enrolled.replayed) return this.renew(context, enrolled.value);
    return done(
      enrolled.value.map((device) => ({ ...device, token: tokens.get(device.unitId) ?? '' })),
    );
  }

  private async renew(
    { actor, command }: CommandContext,
    devices: readonly WithoutToken[],
  ): Promise<Outcome<EnrolledDevice[], 'IDEMPOTENCY_KEY_REUSED'>> {
    const tokens = new Map(devices.map(({ deviceId }) => [deviceId, newSecret()]));
    const renewed = await this.work.run({ actor, command }, async (tx) => {
      const hashes = [...tokens].map(([id, token]) => ({ id, tokenHash: hashOf(token) }));
      const changed = await renewTokens(tx.db, hashes);
      for (const row of changed) recordRenewed(tx, row);
      return done(changed.map(({ id }) => id));
    });
    if (!renewed.ok) return renewed;
    this.remembered.clear();
    const valid = new Set(renewed.value);
    const kept = devices.filter(({ deviceId }) => valid.has(deviceId));
    return done(kept.map((device) => ({ ...device, token: tokens.get(device.deviceId) ?? '' })));
  }

  /** Revokes a device: refused everywhere within seconds, its sockets cut. Again is no error. */
  revoke(
    context: CommandContext,
    deviceId: string,
  ): Promise<Outcome<null, 'NOT_FOUND' | 'IDEMPOTENCY_KEY_REUSED'>> {
    return this.work.run<null, 'NOT_FOUND'>(context, async (tx) => {
      const row = await revokeDevice(tx.db, deviceId, tx.recordedAt);
      if (row) recordRevoked(tx, row);
      else if (!(await deviceExists(tx.db, deviceId))) return refused('NOT_FOUND');
      return done(null);
    });
  }

  /** The device of a token. A revoked one is refused at the latest after five seconds. */
  async byToken(token: string): Promise<DevicePrincipal | undefined> {
    const tokenHash = hashOf(token);
    const key = Buffer.from(tokenHash).toString('base64');
    const nowMs = this.clocks.wall.nowMs();
    const known = this.remembered.get(key);
    if (known && known.untilMs > nowMs) return known.device;
    const row = await selectDeviceByToken(this.database.on('read'), tokenHash);
    if (!row) {
      this.remembered.delete(key);
      return undefined;
    }
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    const device = toPrincipal(row);
    this.remembered.set(key, { device, untilMs: nowMs + REMEMBERED_MS });
    return device;
  }

  async byId(id: string): Promise<DevicePrincipal | undefined> {
    const row = await selectDevice(this.database.on('read'), id);
    return row && toPrincipal(row);
  }

  /** Those of the devices that are enrolled now. */
  async enrolledAmong(ids: readonly string[]): Promise<Set<string>> {
    return new Set(await selectEnrolled(this.database.on('read'), ids));
  }

  /** Forgets what was remembered of devices, after they were revoked. */
  forget(deviceIds: ReadonlySet<string>): void {
    for (const [key, { device }] of this.remembered) {
      if (deviceIds.has(device.deviceId)) this.remembered.delete(key);
    }
  }
}

async function enrolAll(
  tx: CommandTransaction,
  units: readonly UnitToEnrol[],
  tokens: ReadonlyMap<string, string>,
): Promise<WithoutToken[]> {
  const unitIds = units.map(({ unitId }) => unitId);
  for (const row of await revokeDevicesOfUnits(tx.db, unitIds, tx.recordedAt))
    recordRevoked(tx, row);
  const devices = units.map(({ unitId, callSign }) => ({
    deviceId: randomUUID(),
    unitId,
    callSign,
  }));
  await insertDevices(
    tx.db,
    devices.map(({ deviceId, unitId, callSign }) => {
      const tokenHash = hashOf(tokens.get(unitId) ?? newSecret());
      return { id: deviceId, unitId, callSign, tokenHash };
    }),
    tx.recordedAt,
  );
  for (const { deviceId, unitId } of devices) {
    tx.record({
      kind: 'device.enrolled',
      entity: { kind: 'device', id: deviceId },
      fromVersion: null,
      toVersion: 1,
      fields: ['unit', 'token'],
      codes: { unit: unitId },
    });
  }
  return devices;
}

function recordRevoked(tx: CommandTransaction, row: { id: string; version: number }): void {
  tx.record({
    kind: 'device.revoked',
    entity: { kind: 'device', id: row.id },
    fromVersion: row.version - 1,
    toVersion: row.version,
    fields: ['revokedAt'],
  });
}

function recordRenewed(tx: CommandTransaction, row: DeviceRow): void {
  tx.record({
    kind: 'device.enrolled',
    entity: { kind: 'device', id: row.id },
    fromVersion: row.version - 1,
    toVersion: row.version,
    fields: ['token'],
    codes: { unit: row.unit_id },
  });
}

function toPrincipal(row: DeviceRow): DevicePrincipal {
  return { kind: 'device', deviceId: row.id, unitId: row.unit_id, callSign: row.call_sign };
}
