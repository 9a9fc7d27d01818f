import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { IncidentsModule } from '../incidents/incidents.module.js';
import { PictureModule } from '../picture/picture.module.js';
import { UnitsModule } from '../units/units.module.js';
import { ConsoleController } from './console.controller.js';
import { ConsoleFeedService } from './console-feed.service.js';
import { ConsoleGateway } from './console.gateway.js';
import { ConsoleSourcesService } from './console-sources.service.js';
import { LivePictureService } from './live-picture.service.js';

@Module({
  imports: [AccessModule, DispatchModule, IncidentsModule, PictureModule, UnitsModule],
  controllers: [ConsoleController],
  providers: [ConsoleFeedService, ConsoleGateway, ConsoleSourcesService, LivePictureService],
  exports: [ConsoleFeedService, ConsoleGateway],
})
export class ConsoleModule {}
