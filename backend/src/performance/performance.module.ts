import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { TrackingModule } from '../tracking/tracking.module.js';
import { FiguresService } from './figures.service.js';

@Module({ imports: [AccessModule, DispatchModule, TrackingModule], providers: [FiguresService] })
export class PerformanceModule {}
