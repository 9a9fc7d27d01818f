import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type {
  GradeIncident,
  IncidentView,
  LocateIncident,
  ReopenIncident,
  RequireForIncident,
} from '@muster/contracts';
import { nextIncidentState } from '@muster/engine';
import {
  done,
  refused,
  UnitOfWork,
  type CommandContext,
  type CommandResult,
  type CommandTransaction,
  type Outcome,
} from '../platform/database/unit-of-work.js';
import { PlacesService, type PlaceRefusal } from '../roads/places.service.js';
import { targetAt, unknownSkill } from './incident-opening.js';
import {
  IncidentsService,
  type IncidentCause,
  type IncidentChange,
  type LockedIncident,
} from './incidents.service.js';
import { chooseEvidence } from './storage/evidence-rows.js';
import { toIncidentView } from './storage/incident-rows.js';

type Refusal =
  | PlaceRefusal
  | 'NOT_FOUND'
  | 'INCIDENT_CLOSED'
  | 'ILLEGAL_TRANSITION'
  | 'CONFLICT_VERSION'
  | 'SKILL_UNKNOWN';
type Result = Promise<CommandResult<IncidentView, Refusal>>;

/** What call handlers and dispatchers do to an incident, apart from sending units and closing it. */
@Injectable()
export class IncidentCommandsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly incidents: IncidentsService,
    private readonly places: PlacesService,
  ) {}

  /** Grades or re-grades; the target keeps running from the time the call was received. */
  grade(context: CommandContext, id: string, input: GradeIncident): Result {
    return this.onOpen(context, id, input.expectedVersion, (tx, incident) => {
      const state = nextIncidentState(incident.state, 'grade');
      if (!state.ok)
        return Promise.resolve(refused('ILLEGAL_TRANSITION', { state: incident.state }));
      return this.apply(
        tx,
        incident,
        {
          state: state.next,
          grade: input.grade,
          gradedAt: tx.at,
          targetAt: targetAt(incident.received_at, input.grade),
        },
        {
          kind: 'incident.graded',
          codes: { grade: input.grade, fromGrade: incident.grade },
          text: input.reason,
        },
      );
    });
  }

  /** Corrects the place; the earlier evidence is kept. */
  async locate(context: CommandContext, id: string, input: LocateIncident): Result {
    const place = this.places.resolve(input.place);
    if (!place.ok) return { ...place, replayed: false, seq: null, epoch: null };
    const givenText = 'text' in input.place ? (input.place.text ?? null) : null;
    return this.onOpen(context, id, input.expectedVersion, async (tx, incident) => {
      await chooseEvidence(tx.db, {
        id: randomUUID(),
        incidentId: id,
        place: place.value,
        givenText,
        at: tx.at,
      });
      return this.apply(
        tx,
        incident,
        { place: place.value },
        {
          kind: 'incident.located',
          codes: { located: place.value.point !== null },
        },
      );
    });
  }

  /** Changes what must be sent. */
  require(context: CommandContext, id: string, input: RequireForIncident): Result {
    return this.onOpen(context, id, input.expectedVersion, (tx, incident) => {
      const skill = unknownSkill(input.requirement);
      if (skill !== undefined) return Promise.resolve(refused('SKILL_UNKNOWN', { skill }));
      return this.apply(
        tx,
        incident,
        { requirement: input.requirement },
        {
          kind: 'incident.required',
          codes: { units: input.requirement.units, skills: input.requirement.skills.join(' ') },
        },
      );
    });
  }

  /** Adds a note; closed incidents take notes too. */
  note(context: CommandContext, id: string, text: string): Result {
    return this.work.run<IncidentView, Refusal>(context, async (tx) => {
      const incident = await this.incidents.lock(tx, id);
      if (!incident) return refused('NOT_FOUND');
      return this.apply(tx, incident, {}, { kind: 'incident.noted', text });
    });
  }

  /** Opens a closed incident again, as it was graded. */
  reopen(context: CommandContext, id: string, input: ReopenIncident): Result {
    return this.work.run<IncidentView, Refusal>(context, async (tx) => {
      const incident = await this.incidents.lock(tx, id);
      if (!incident) return refused('NOT_FOUND');
      const state = nextIncidentState(incident.state, incident.grade ? 'reopen' : 'reopenUngraded');
      if (!state.ok) return refused('ILLEGAL_TRANSITION', { state: incident.state });
      return this.apply(
        tx,
        incident,
        { state: state.next, closedAt: null, resultCode: null },
        { kind: 'incident.reopened', text: input.reason },
      );
    });
  }

  private onOpen(
    context: CommandContext,
    id: string,
    expectedVersion: number | undefined,
    work: (
      tx: CommandTransaction,
      incident: LockedIncident,
    ) => Promise<Outcome<IncidentView, Refusal>>,
  ): Result {
    return this.work.run<IncidentView, Refusal>(context, async (tx) => {
      const incident = await this.incidents.lock(tx, id);
      if (!incident) return refused('NOT_FOUND');
      if (incident.state === 'closed') return refused('INCIDENT_CLOSED');
      if (expectedVersion !== undefined && expectedVersion !== incident.version) {
        return refused('CONFLICT_VERSION', { version: incident.version });
      }
      return work(tx, incident);
    });
  }

  private async apply(
    tx: CommandTransaction,
    incident: LockedIncident,
    change: IncidentChange,
    cause: IncidentCause,
  ): Promise<Outcome<IncidentView, Refusal>> {
    return done(toIncidentView(await this.incidents.change(tx, incident, change, cause)));
  }
}
