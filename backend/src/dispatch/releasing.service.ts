import { Injectable } from '@nestjs/common';
import type { AssignmentView, CloseIncident, IncidentView } from '@muster/contracts';
import { RESULT_CODES } from '@muster/contracts';
import { nextIncidentState } from '@muster/engine';
import { IncidentsService, type LockedIncident } from '../incidents/incidents.service.js';
import {
  done,
  refused,
  UnitOfWork,
  type CommandContext,
  type CommandResult,
  type CommandTransaction,
} from '../platform/database/unit-of-work.js';
import { UnitsService } from '../units/units.service.js';
import { AssignmentSteps } from './assignment-steps.service.js';
import {
  lockActiveOfIncident,
  selectAssignments,
  toAssignmentView,
} from './storage/assignment-rows.js';

export type StandDownRefusal = 'NOT_FOUND' | 'ILLEGAL_TRANSITION';
export type CloseRefusal =
  'NOT_FOUND' | 'INCIDENT_CLOSED' | 'CONFLICT_VERSION' | 'VALIDATION_FAILED' | 'ILLEGAL_TRANSITION';

/** How the control room ends assignments: standing a unit down, and closing an incident. */
@Injectable()
export class ReleasingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly incidents: IncidentsService,
    private readonly units: UnitsService,
    private readonly steps: AssignmentSteps,
  ) {}

  /** Calls a unit off. The reason is kept as a note on the incident. */
  standDown(
    context: CommandContext,
    assignmentId: string,
    reason: string,
  ): Promise<CommandResult<AssignmentView, StandDownRefusal>> {
    return this.work.run<AssignmentView, StandDownRefusal>(context, async (tx) => {
      const [seen] = await selectAssignments(tx.db, [assignmentId]);
      if (!seen) return refused('NOT_FOUND');
      if (seen.state === 'released') return refused('ILLEGAL_TRANSITION', { state: seen.state });
      const scene = await this.steps.lockUnitScene(tx, seen.unit_id);
      if (scene?.assignment?.id !== assignmentId || !scene.incident) {
        return refused('ILLEGAL_TRANSITION', { state: 'released' });
      }
      const details = { by: 'room', at: tx.at } as const;
      const released = await this.steps.step(tx, scene.assignment, 'stand_down', details);
      if (!released) return refused('ILLEGAL_TRANSITION', { state: scene.assignment.state });
      await this.steps.freeUnit(tx, scene.unit, released);
      await this.steps.settleIncident(tx, scene.incident, reason);
      return done(toAssignmentView(released));
    });
  }

  /** Closes an incident with its result and releases every unit on it. */
  async close(
    context: CommandContext,
    incidentId: string,
    input: CloseIncident,
  ): Promise<CommandResult<IncidentView, CloseRefusal>> {
    return this.work.run<IncidentView, CloseRefusal>(context, async (tx) => {
      const incident = await this.incidents.lock(tx, incidentId);
      const refusal = closeRefusal(incident, input);
      if (refusal || !incident) return refusal ?? refused('NOT_FOUND');
      const step = nextIncidentState(incident.state, 'close');
      if (!step.ok) return refused(step.reason, { state: incident.state });
      await this.releaseAll(tx, incident);
      await this.incidents.change(
        tx,
        incident,
        {
          state: step.next,
          closedAt: tx.at,
          resultCode: input.resultCode,
          ...(incident.assigned_unit_ids.length > 0 ? { assignedUnitIds: [] } : {}),
        },
        {
          kind: 'incident.closed',
          codes: { resultCode: input.resultCode },
          ...(input.note === undefined ? {} : { text: input.note }),
        },
      );
      const [view] = await this.incidents.byIds([incidentId], tx.db);
      if (!view) throw new Error(`incident ${incidentId} vanished`);
      return done(view);
    });
  }

  private async releaseAll(tx: CommandTransaction, incident: LockedIncident): Promise<void> {
    const units = await this.units.lock(tx, incident.assigned_unit_ids);
    const active = await lockActiveOfIncident(tx.db, incident.id);
    for (const row of active) {
      const unit = units.find((locked) => locked.id === row.unit_id);
      const released = await this.steps.step(tx, row, 'close', { by: 'room', at: tx.at });
      if (!unit || !released) throw new Error(`assignment ${row.id} could not be released`);
      await this.steps.freeUnit(tx, unit, released);
    }
  }
}

function closeRefusal(incident: LockedIncident | undefined, input: CloseIncident) {
  if (!incident) return refused('NOT_FOUND' as const);
  if (incident.state === 'closed') return refused('INCIDENT_CLOSED' as const);
  if (input.expectedVersion !== undefined && input.expectedVersion !== incident.version) {
    return refused('CONFLICT_VERSION' as const, { version: incident.version });
  }
  const known = RESULT_CODES.some(({ code }) => code === input.resultCode);
  return known ? null : refused('VALIDATION_FAILED' as const, { resultCode: input.resultCode });
}
