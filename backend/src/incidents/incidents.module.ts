import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { BriefingsService } from './briefings.service.js';
import { ContactsService } from './contacts.service.js';
import { IncidentCommandsService } from './incident-commands.service.js';
import { IncidentDetailService } from './incident-detail.service.js';
import { IncidentsController } from './incidents.controller.js';
import { IncidentsService } from './incidents.service.js';
import { LinkSuggestionsService } from './link-suggestions.service.js';

@Module({
  imports: [AccessModule],
  controllers: [IncidentsController],
  providers: [
    BriefingsService,
    ContactsService,
    IncidentCommandsService,
    IncidentDetailService,
    IncidentsService,
    LinkSuggestionsService,
  ],
  exports: [BriefingsService, IncidentsService],
})
export class IncidentsModule {}
