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
} from './storage/contact-rows.js';
import { toIncidentView } from './storage/incident-rows.js';

type Recorded = Pick<ContactResult, 'contact' | 'incident'>;
type ContactRefusal =
  IncidentRefusal | 'NOT_FOUND' | 'INCIDENT_CLOSED' | 'ILLEGAL_TRANSITION' | 'VALIDATION_FAILED';

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
    const place = input.place ? this.places.resolve(input.place) : undefined;
    if (place && !place.ok) return { ...place, replayed: false, seq: null, epoch: null };
    const draft = input.incident ? draftIncident(this.places, input.incident) : undefined;
    if (draft && !draft.ok) return { ...draft, replayed: false, seq: null, epoch: null };
    const result = await this.work.run(context, (tx) =>
      this.recordIn(tx, input, place?.value ?? draft?.value.place ?? null, draft?.value),
    );
    if (!result.ok) return result;
    const suggestions = await this.suggestions.forContact(
      result.value.contact,
      result.value.incident,
    );
    return { ...result, value: { ...result.value, suggestions } };
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
      await this.relink(tx, contact, incident.id, 'contact.linked');
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
      await this.relink(tx, contact, incidentId, 'contact.linked');
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
      await this.relink(tx, contact, null, 'contact.unlinked', incidentId);
      return done(toContactView({ ...contact, incident_id: null }));
    });
  }

  private async recordIn(
    tx: CommandTransaction,
    input: RecordContact,
    place: PlaceView | null,
    draft: IncidentDraft | undefined,
  ): Promise<Outcome<Recorded, ContactRefusal>> {
    const receivedAt = input.receivedAt ? new Date(input.receivedAt) : tx.at;
    if (receivedAt > tx.at) return refused('VALIDATION_FAILED', { field: 'receivedAt' });
    const linked = await this.lockLinkTarget(tx, input.linkToIncidentId);
    if (!linked.ok) return linked;
    const opened = draft ? await openFromDraft(tx, draft, receivedAt) : undefined;
    const joined = linked.value ? await this.countCallers(tx, linked.value, 1) : undefined;
    const incident = opened ?? joined;
    const contact = await insertContact(tx.db, {
      id: randomUUID(),
      channel: input.channel,
      receivedAt,
      recordedAt: tx.recordedAt,
      recordedBy: tx.actor.id,
      callerName: input.caller?.name ?? null,
      callerPhone: input.caller?.phone ?? null,
      narrative: input.narrative,
      place,
      incidentId: incident?.id ?? null,
    });
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
    kind: 'contact.linked' | 'contact.unlinked',
    fromIncidentId: string | null = null,
  ): Promise<void> {
    await relinkContact(tx.db, contact, incidentId);
    tx.record({
      kind,
      entity: { kind: 'contact', id: contact.id },
      fromVersion: contact.version,
      toVersion: contact.version + 1,
      fields: ['incidentId'],
      codes: { incidentId: incidentId ?? fromIncidentId },
    });
  }
}
