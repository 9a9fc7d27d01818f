import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type {
  ContactResult,
  ContactView,
  IncidentView,
  OpenIncident,
  PlaceView,
  RecordContact,
} from '@muster/contracts';
import {
  done,
  refused,
  UnitOfWork,
  type CommandContext,
  type CommandResult,
  type CommandTransaction,
  type Outcome,
} from '../platform/database/unit-of-work.js';
import { PlacesService } from '../roads/places.service.js';
import { IncidentsService, type LockedIncident } from './incidents.service.js';
import { LinkSuggestionsService } from './link-suggestions.service.js';
import {
  draftIncident,
  openFromDraft,
  type IncidentDraft,
  type IncidentRefusal,
} from './incident-opening.js';
import {
  insertContact,
  lockContact,
  relinkContact,
  toContactView,
  type ContactRow,
  type NewContact,
} from './storage/contact-rows.js';
import { toIncidentView } from './storage/incident-rows.js';

type Recorded = Pick<ContactResult, 'contact' | 'incident'>;
type ContactRefusal =
  IncidentRefusal | 'NOT_FOUND' | 'INCIDENT_CLOSED' | 'ILLEGAL_TRANSITION' | 'VALIDATION_FAILED';

/** A call with everything looked up that can be before the transaction. */
interface Report {
  readonly input: RecordContact;
  readonly place: PlaceView | null;
  readonly draft: IncidentDraft | undefined;
}

/** Calls: each its own record, linked to an incident or not yet, and never merged without a person. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly incidents: IncidentsService,
    private readonly places: PlacesService,
    private readonly suggestions: LinkSuggestionsService,
  ) {}

  /** Records a call and, when asked, opens its incident or links it, in one command. */
  async record(
    context: CommandContext,
    input: RecordContact,
  ): Promise<CommandResult<ContactResult, ContactRefusal>> {
    const report = this.prepare(input);
    if (!report.ok) return { ...report, replayed: false, seq: null, epoch: null };
    const result = await this.work.run(context, (tx) => this.recordIn(tx, report.value));
    if (!result.ok) return result;
    const { contact, incident } = result.value;
    const suggestions = await this.suggestions.forContact(contact, incident);
    return { ...result, value: { ...result.value, suggestions } };
  }

  /** Looks up what can be before the transaction: the places and the tables. */
  private prepare(input: RecordContact): Outcome<Report, ContactRefusal> {
    if (input.incident && input.linkToIncidentId) {
      return refused('VALIDATION_FAILED', { field: 'linkToIncidentId' });
    }
    const draft = input.incident ? draftIncident(this.places, input.incident) : done(undefined);
    if (!draft.ok) return draft;
    const own = input.place ? this.places.resolve(input.place) : done(undefined);
    if (!own.ok) return own;
    return done({ input, place: own.value ?? draft.value?.place ?? null, draft: draft.value });
  }

  /** Opens an incident for a contact that has none. */
  async openIncident(
    context: CommandContext,
    input: OpenIncident,
  ): Promise<CommandResult<IncidentView, ContactRefusal>> {
    const draft = draftIncident(this.places, input.incident);
    if (!draft.ok) return { ...draft, replayed: false, seq: null, epoch: null };
    return this.work.run<IncidentView, ContactRefusal>(context, async (tx) => {
      const contact = await lockContact(tx.db, input.contactId);
      if (!contact) return refused('NOT_FOUND');
      if (contact.incident_id)
        return refused('ILLEGAL_TRANSITION', { incidentId: contact.incident_id });
      const incident = await openFromDraft(tx, draft.value, contact.received_at);
      await this.relink(tx, contact, incident.id, null);
      return done(toIncidentView(incident));
    });
  }

  /** Links a call to an incident; a call linked elsewhere must be unlinked first. */
  link(
    context: CommandContext,
    contactId: string,
    incidentId: string,
  ): Promise<CommandResult<ContactView, ContactRefusal>> {
    return this.work.run<ContactView, ContactRefusal>(context, async (tx) => {
      const incident = await this.incidents.lock(tx, incidentId);
      const contact = await lockContact(tx.db, contactId);
      if (!incident || !contact) return refused('NOT_FOUND');
      if (incident.state === 'closed') return refused('INCIDENT_CLOSED');
      if (contact.incident_id)
        return refused('ILLEGAL_TRANSITION', { incidentId: contact.incident_id });
      await this.countCallers(tx, incident, 1);
      await this.relink(tx, contact, incidentId, null);
      return done(toContactView({ ...contact, incident_id: incidentId }));
    });
  }

  /** Takes a call off an incident again; both are as they were before the link. */
  unlink(
    context: CommandContext,
    contactId: string,
    incidentId: string,
  ): Promise<CommandResult<ContactView, ContactRefusal>> {
    return this.work.run<ContactView, ContactRefusal>(context, async (tx) => {
      const incident = await this.incidents.lock(tx, incidentId);
      const contact = await lockContact(tx.db, contactId);
      if (!incident || contact?.incident_id !== incidentId) return refused('NOT_FOUND');
      if (incident.caller_count <= 1)
        return refused('ILLEGAL_TRANSITION', { callerCount: incident.caller_count });
      await this.countCallers(tx, incident, -1);
      await this.relink(tx, contact, null, incidentId);
      return done(toContactView({ ...contact, incident_id: null }));
    });
  }

  private async recordIn(
    tx: CommandTransaction,
    { input, place, draft }: Report,
  ): Promise<Outcome<Recorded, ContactRefusal>> {
    const receivedAt = input.receivedAt ? new Date(input.receivedAt) : tx.at;
    if (receivedAt > tx.at) return refused('VALIDATION_FAILED', { field: 'receivedAt' });
    const linked = await this.lockLinkTarget(tx, input.linkToIncidentId);
    if (!linked.ok) return linked;
    const incident = draft
      ? await openFromDraft(tx, draft, receivedAt)
      : linked.value && (await this.countCallers(tx, linked.value, 1));
    const row = newContact(tx, input, { receivedAt, place, incidentId: incident?.id ?? null });
    const contact = await insertContact(tx.db, row);
    tx.record({
      kind: 'contact.recorded',
      entity: { kind: 'contact', id: contact.id },
      fromVersion: null,
      toVersion: 1,
      fields: ['channel', 'receivedAt', 'caller', 'narrative', 'place', 'incidentId'],
      codes: { channel: contact.channel, ...(incident ? { incidentId: incident.id } : {}) },
    });
    return done({
      contact: toContactView(contact),
      incident: incident ? toIncidentView(incident) : null,
    });
  }

  private async lockLinkTarget(
    tx: CommandTransaction,
    incidentId: string | undefined,
  ): Promise<Outcome<LockedIncident | undefined, ContactRefusal>> {
    if (!incidentId) return done(undefined);
    const incident = await this.incidents.lock(tx, incidentId);
    if (!incident) return refused('NOT_FOUND');
    return incident.state === 'closed' ? refused('INCIDENT_CLOSED') : done(incident);
  }

  private countCallers(
    tx: CommandTransaction,
    incident: LockedIncident,
    by: 1 | -1,
  ): Promise<LockedIncident> {
    return this.incidents.change(
      tx,
      incident,
      { callerCount: incident.caller_count + by },
      { kind: 'incident.progressed', codes: { callers: incident.caller_count + by } },
    );
  }

  private async relink(
    tx: CommandTransaction,
    contact: ContactRow,
    incidentId: string | null,
    fromIncidentId: string | null,
  ): Promise<void> {
    await relinkContact(tx.db, contact, incidentId);
    tx.record({
      kind: incidentId === null ? 'contact.unlinked' : 'contact.linked',
      entity: { kind: 'contact', id: contact.id },
      fromVersion: contact.version,
      toVersion: contact.version + 1,
      fields: ['incidentId'],
      codes: { incidentId: incidentId ?? fromIncidentId },
    });
  }
}

function newContact(
  tx: CommandTransaction,
  { channel, caller, narrative }: RecordContact,
  known: Pick<NewContact, 'receivedAt' | 'place' | 'incidentId'>,
): NewContact {
  return {
    ...known,
    id: randomUUID(),
    channel,
    recordedAt: tx.recordedAt,
    recordedBy: tx.actor.id,
    callerName: caller?.name ?? null,
    callerPhone: caller?.phone ?? null,
    narrative,
  };
}
