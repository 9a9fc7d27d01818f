import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { RosterService } from './roster.service.js';
import { UnitsController } from './units.controller.js';
import { UnitsService } from './units.service.js';

@Module({
  imports: [AccessModule],
  controllers: [UnitsController],
  providers: [RosterService, UnitsService],
  exports: [UnitsService],
})
export class UnitsModule {}
