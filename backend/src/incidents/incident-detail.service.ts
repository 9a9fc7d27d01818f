import { Injectable } from '@nestjs/common';
import type { IncidentDetail, TimelineEntry } from '@muster/contracts';
import { PrincipalNamesService } from '../access/principal-names.service.js';
import { Database } from '../platform/database/database.js';
import { EventLog } from '../platform/events/event-log.js';
import type { LoggedEvent } from '../platform/events/logged-event.js';
import { selectContactsOf, toContactView } from './storage/contact-rows.js';
import { selectEvidence } from './storage/evidence-rows.js';
import { selectIncidents, toIncidentView } from './storage/incident-rows.js';
import { selectNotes, type NoteRow } from './storage/note-rows.js';

const MOST_ENTRIES = 1000;

/** The incident card: everything about one incident that the reader's role may see. */
@Injectable()
export class IncidentDetailService {
  constructor(
    private readonly database: Database,
    private readonly eventLog: EventLog,
    private readonly names: PrincipalNamesService,
  ) {}

  /** Undefined when there is no such incident. Without `withPersonal`, callers and free text are left out. */
  async read(id: string, withPersonal: boolean): Promise<IncidentDetail | undefined> {
    const db = this.database.on('read');
    const [row] = await selectIncidents(db, [id]);
    if (!row) return undefined;
    const contacts = (await selectContactsOf(db, id)).map(toContactView);
    const notes = withPersonal ? await selectNotes(db, id) : [];
    const events = await this.eventLog.aboutIncident(id, MOST_ENTRIES);
    return {
      incident: toIncidentView(row),
      contacts: withPersonal
        ? contacts
        : contacts.map((contact) => ({ ...contact, caller: null, narrative: '' })),
      evidence: await selectEvidence(db, id),
      timeline: await this.timeline(events, notes),
    };
  }

  private async timeline(
    events: readonly LoggedEvent[],
    notes: readonly NoteRow[],
  ): Promise<TimelineEntry[]> {
    const names = await this.names.byIds(events.map((event) => event.actor.id));
    const texts = new Map(notes.map((note) => [note.id, note.text]));
    return events.map((event) => ({
      at: event.at.toISOString(),
      seq: event.seq,
      kind: event.kind,
      actorName:
        names.get(event.actor.id) ?? (event.actor.kind === 'system' ? 'System' : 'Unknown'),
      codes: scalarCodes(event),
      text: texts.get(String(event.codes['noteId'] ?? '')) ?? null,
    }));
  }
}

function scalarCodes(event: LoggedEvent): TimelineEntry['codes'] {
  const kept: TimelineEntry['codes'] = {};
  for (const [name, value] of Object.entries(event.codes)) {
    if (value === null || typeof value !== 'object') kept[name] = value;
  }
  return kept;
}
