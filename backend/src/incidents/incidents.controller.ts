import { Body, Controller, Param, Query } from '@nestjs/common';
import {
  gradeIncidentSchema,
  idSchema,
  incidentListQuerySchema,
  linkContactSchema,
  locateIncidentSchema,
  noteIncidentSchema,
  openIncidentSchema,
  recordContactSchema,
  reopenIncidentSchema,
  requireForIncidentSchema,
} from '@muster/contracts';
import type {
  ContactResult,
  ContactView,
  GradeIncident,
  IncidentDetail,
  IncidentListQuery,
  IncidentView,
  LinkContact,
  LocateIncident,
  NoteIncident,
  OpenIncident,
  RecordContact,
  ReopenIncident,
  RequireForIncident,
} from '@muster/contracts';
import { CurrentUser, type UserPrincipal } from '../access/principal.decorator.js';
import type { CommandContext } from '../platform/database/outcome.js';
import { Command } from '../platform/http/command.decorator.js';
import { Refusal, replyOrThrow } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { ContactsService } from './contacts.service.js';
import { IncidentCommandsService } from './incident-commands.service.js';
import { IncidentDetailService } from './incident-detail.service.js';
import { IncidentsService } from './incidents.service.js';

const ID = { schema: idSchema };
/** Roles that may read callers and free text; reviewers see the rest. */
const MAY_READ_PERSONAL = new Set(['call_handler', 'dispatcher', 'supervisor']);

@Controller()
export class IncidentsController {
  constructor(
    private readonly contacts: ContactsService,
    private readonly commands: IncidentCommandsService,
    private readonly incidents: IncidentsService,
    private readonly details: IncidentDetailService,
  ) {}

  @Route('recordContact', 201)
  async recordContact(
    @Command() context: CommandContext,
    @Body({ schema: recordContactSchema }) body: RecordContact,
  ): Promise<ContactResult> {
    return replyOrThrow(await this.contacts.record(context, body));
  }

  @Route('openIncident', 201)
  async openIncident(
    @Command() context: CommandContext,
    @Body({ schema: openIncidentSchema }) body: OpenIncident,
  ): Promise<IncidentView> {
    return replyOrThrow(await this.contacts.openIncident(context, body));
  }

  @Route('linkContact')
  async linkContact(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
    @Body({ schema: linkContactSchema }) body: LinkContact,
  ): Promise<ContactView> {
    return replyOrThrow(await this.contacts.link(context, id, body.incidentId));
  }

  @Route('unlinkContact')
  async unlinkContact(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
    @Body({ schema: linkContactSchema }) body: LinkContact,
  ): Promise<ContactView> {
    return replyOrThrow(await this.contacts.unlink(context, id, body.incidentId));
  }

  @Route('listIncidents')
  list(
    @Query({ schema: incidentListQuerySchema }) query: IncidentListQuery,
  ): Promise<IncidentView[]> {
    return query.state === 'closed'
      ? this.incidents.listClosed(query.beforeNo, query.limit)
      : this.incidents.listOpen();
  }

  @Route('incidentDetail')
  async detail(
    @Param('id', ID) id: string,
    @CurrentUser() user: UserPrincipal,
  ): Promise<IncidentDetail> {
    const mayReadPersonal = user.roles.some((role) => MAY_READ_PERSONAL.has(role));
    const detail = await this.details.read(id, mayReadPersonal);
    if (!detail) throw new Refusal('NOT_FOUND');
    return detail;
  }

  @Route('gradeIncident')
  async grade(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
    @Body({ schema: gradeIncidentSchema }) body: GradeIncident,
  ): Promise<IncidentView> {
    return replyOrThrow(await this.commands.grade(context, id, body));
  }

  @Route('locateIncident')
  async locate(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
    @Body({ schema: locateIncidentSchema }) body: LocateIncident,
  ): Promise<IncidentView> {
    return replyOrThrow(await this.commands.locate(context, id, body));
  }

  @Route('requireForIncident')
  async require(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
    @Body({ schema: requireForIncidentSchema }) body: RequireForIncident,
  ): Promise<IncidentView> {
    return replyOrThrow(await this.commands.require(context, id, body));
  }

  @Route('noteIncident')
  async note(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
    @Body({ schema: noteIncidentSchema }) body: NoteIncident,
  ): Promise<IncidentView> {
    return replyOrThrow(await this.commands.note(context, id, body.text));
  }

  @Route('reopenIncident')
  async reopen(
    @Command() context: CommandContext,
    @Param('id', ID) id: string,
    @Body({ schema: reopenIncidentSchema }) body: ReopenIncident,
  ): Promise<IncidentView> {
    return replyOrThrow(await this.commands.reopen(context, id, body));
  }
}
