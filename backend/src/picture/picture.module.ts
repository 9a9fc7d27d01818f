import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { TrackingModule } from '../tracking/tracking.module.js';
import { UnitsModule } from '../units/units.module.js';
import { PictureSourcesService } from './picture-sources.service.js';
import { PictureService } from './picture.service.js';

@Module({
  imports: [AccessModule, TrackingModule, UnitsModule],
  providers: [PictureService, PictureSourcesService],
  exports: [PictureService],
})
export class PictureModule {}
