import { Injectable } from '@nestjs/common';
import type { UnitView } from '@muster/contracts';
import { DeviceDirectoryService } from '../access/device-directory.service.js';
import { UnitsService } from '../units/units.service.js';

/** Where the picture reads which units there are, and which device rides with which. */
@Injectable()
export class PictureSourcesService {
  constructor(
    private readonly units: UnitsService,
    private readonly devices: DeviceDirectoryService,
  ) {}

  allUnits(): Promise<UnitView[]> {
    return this.units.list();
  }

  unitsByIds(ids: readonly string[]): Promise<UnitView[]> {
    return this.units.byIds(ids);
  }

  /** Unit id by device id, of all devices that are enrolled now. */
  async unitOfDevice(): Promise<Map<string, string>> {
    const active = await this.devices.active();
    return new Map(active.map(({ deviceId, unitId }) => [deviceId, unitId]));
  }
}
