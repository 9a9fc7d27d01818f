import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { TrackingModule } from '../tracking/tracking.module.js';
import { UnitsModule } from '../units/units.module.js';
import { DeviceController } from './device.controller.js';
import { DeliveryTimesService } from './delivery-times.service.js';
import { DeviceGateway } from './device.gateway.js';
import { DeviceStateService } from './device-state.service.js';

@Module({
  imports: [AccessModule, DispatchModule, TrackingModule, UnitsModule],
  controllers: [DeviceController],
  providers: [DeliveryTimesService, DeviceGateway, DeviceStateService],
  exports: [DeliveryTimesService, DeviceGateway],
})
export class DeviceModule {}
