import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { selectActiveDevices } from './storage/device-directory-rows.js';

/** Which device rides with which unit. */
@Injectable()
export class DeviceDirectoryService {
  constructor(private readonly database: Database) {}

  /** All devices that are enrolled now. */
  async active(): Promise<{ deviceId: string; unitId: string }[]> {
    const rows = await selectActiveDevices(this.database.on('read'));
    return rows.map((row) => ({ deviceId: row.device_id, unitId: row.unit_id }));
  }
}
