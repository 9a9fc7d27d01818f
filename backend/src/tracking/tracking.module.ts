import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { DeviceRatesService } from './device-rates.service.js';
import { KnownDevicesService } from './known-devices.service.js';
import { PositionDaysService } from './position-days.service.js';
import { RemoteFixesService } from './remote-fixes.service.js';
import { TrackingController } from './tracking.controller.js';
import { TrackingService } from './tracking.service.js';
import { TracksService } from './tracks.service.js';

@Module({
  imports: [AccessModule],
  controllers: [TrackingController],
  providers: [
    DeviceRatesService,
    KnownDevicesService,
    PositionDaysService,
    RemoteFixesService,
    TrackingService,
    TracksService,
  ],
  exports: [DeviceRatesService, RemoteFixesService, TrackingService, TracksService],
})
export class TrackingModule {}
