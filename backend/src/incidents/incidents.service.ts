import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EventKind, IncidentView } from '@muster/contracts';
import { Database } from '../platform/database/database.js';
import type { Db } from '../platform/database/db.js';
import type { CommandTransaction } from '../platform/database/unit-of-work.js';
import { updateIncident, type IncidentChange } from './storage/incident-changes.js';
import {
  lockIncident,
  lockIncidents,
  selectClosedIncidents,
  selectIncidents,
  selectOpenIncidents,
  toIncidentView,
  type IncidentRow,
} from './storage/incident-rows.js';
import { insertNote } from './storage/note-rows.js';

export type LockedIncident = IncidentRow;
export type { IncidentChange };

/** Why an incident changes: kind of event, its codes, and free text that is stored apart. */
export interface IncidentCause {
  kind: Extract<EventKind, `incident.${string}`>;
  codes?: Record<string, string | number | boolean | null>;
  text?: string;
}

/** Reads of incidents, and the guarded change that every command on one goes through. */
@Injectable()
export class IncidentsService {
  constructor(private readonly database: Database) {}

  /** Incidents that are not closed, oldest first. */
  async listOpen(db: Db = this.database.on('read')): Promise<IncidentView[]> {
    return (await selectOpenIncidents(db)).map(toIncidentView);
  }

  /** A page of closed incidents, newest first, before incident number `beforeNo`. */
  async listClosed(beforeNo: number, limit: number): Promise<IncidentView[]> {
    return (await selectClosedIncidents(this.database.on('read'), beforeNo, limit)).map(
      toIncidentView,
    );
  }

  async byIds(ids: readonly string[], db: Db = this.database.on('read')): Promise<IncidentView[]> {
    return (await selectIncidents(db, ids)).map(toIncidentView);
  }

  /** Locks one incident; the first lock of every command that touches it. */
  lock(tx: CommandTransaction, id: string): Promise<LockedIncident | undefined> {
    return lockIncident(tx.db, id);
  }

  /** Locks several incidents in id order; a diversion takes from one and gives to another. */
  lockMany(tx: CommandTransaction, ids: readonly string[]): Promise<LockedIncident[]> {
    return lockIncidents(tx.db, ids);
  }

  /** Changes a locked incident, records event and audit row, and returns the row as it is now. */
  async change(
    tx: CommandTransaction,
    incident: LockedIncident,
    change: IncidentChange,
    cause: IncidentCause,
  ): Promise<LockedIncident> {
    const noteId =
      cause.text === undefined ? undefined : await this.keepNote(tx, incident.id, cause.text);
    if (!(await updateIncident(tx.db, incident, change))) {
      throw new Error(`incident ${incident.id} changed although it was locked`);
    }
    tx.record({
      kind: cause.kind,
      entity: { kind: 'incident', id: incident.id },
      fromVersion: incident.version,
      toVersion: incident.version + 1,
      fields: Object.keys(change),
      codes: { ...(noteId ? { noteId } : {}), ...cause.codes },
    });
    const [changed] = await selectIncidents(tx.db, [incident.id]);
    if (!changed) throw new Error(`incident ${incident.id} vanished`);
    return changed;
  }

  private async keepNote(
    tx: CommandTransaction,
    incidentId: string,
    text: string,
  ): Promise<string> {
    const id = randomUUID();
    await insertNote(tx.db, { id, incidentId, at: tx.at, authorId: tx.actor.id, text });
    return id;
  }
}
