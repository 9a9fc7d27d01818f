import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { TrackingController } from './tracking.controller.js';
import { TrackingService } from './tracking.service.js';
import { TracksService } from './tracks.service.js';

@Module({
  imports: [AccessModule],
  controllers: [TrackingController],
  providers: [TrackingService, TracksService],
  exports: [TrackingService, TracksService],
})
export class TrackingModule {}
