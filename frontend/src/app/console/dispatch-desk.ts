import { Service, inject, signal } from '@angular/core';
import type { Grade, IncidentView, PlaceInput } from '@muster/contracts';
import { ApiClient, type ApiOutcome } from '../core/api-client.js';
import { errorText } from '../core/error-text.js';
import { LiveStore } from '../core/live-store.js';
import { ReferenceTables } from '../core/reference-tables.js';
import { ConsoleState } from './console-state.js';
import { ResultLine } from './result-line.js';
import { UndoStack } from './undo-stack.js';

/** What a dispatch needs beyond whom and where. */
export interface DispatchTerms {
  recommendationId: string | null;
  overrideReason?: string | undefined;
  /** Take the units off their present assignments when the grade allows it. */
  divert?: boolean;
}

const TAKEN_BACK = 'Taken back by the dispatcher';

/**
 * Everything a dispatcher can do, once: buttons, keys and the command bar call these. Each says on the
 * result line what it came to, and keeps the way back where there is one.
 */
@Service()
export class DispatchDesk {
  private readonly api = inject(ApiClient);
  private readonly store = inject(LiveStore);
  private readonly state = inject(ConsoleState);
  private readonly reference = inject(ReferenceTables);
  private readonly result = inject(ResultLine);
  private readonly undo = inject(UndoStack);
  private readonly sending = signal<ReadonlySet<string>>(new Set());
  /** Units whose dispatch is on its way to the server. */
  readonly pending = this.sending.asReadonly();

  async dispatch(
    incident: IncidentView,
    unitIds: readonly string[],
    terms: DispatchTerms,
  ): Promise<boolean> {
    const names = unitIds.map((id) => this.store.unit(id)?.callSign ?? id).join(', ');
    this.mark(unitIds, true);
    const outcome = await this.api.send('assignUnits', {
      body: {
        incidentId: incident.id,
        unitIds: [...unitIds],
        recommendationId: terms.recommendationId,
        ...(terms.overrideReason ? { overrideReason: terms.overrideReason } : {}),
        ...(terms.divert ? { divert: true } : {}),
      },
    });
    this.mark(unitIds, false);
    if (!outcome.ok) return this.refuse(`${names} not sent to ${incident.no}`, outcome);
    const ids = outcome.value.assignments.map((assignment) => assignment.id);
    this.undo.keep({
      what: `dispatch of ${names} to ${incident.no}`,
      run: () => this.all(ids.map((id) => () => this.release(id, TAKEN_BACK))),
    });
    return this.say(`${names} sent to ${incident.no}`);
  }

  async standDown(assignmentId: string, callSign: string, reason: string): Promise<boolean> {
    const problem = await this.release(assignmentId, reason);
    return problem
      ? this.fail(`${callSign} not stood down: ${problem}`)
      : this.say(`${callSign} stood down`);
  }

  async setStatus(unitId: string, statusCode: number, reason?: string): Promise<boolean> {
    const unit = this.store.unit(unitId);
    const name = unit?.callSign ?? unitId;
    const body = { statusCode, ...(reason ? { reason } : {}) };
    const outcome = await this.api.send('setUnitStatus', { path: { id: unitId }, body });
    if (!outcome.ok) return this.refuse(`${name} not set to ${statusCode}`, outcome);
    if (unit && unit.statusCode !== statusCode) {
      this.undo.keep({
        what: `status ${statusCode} of ${name}`,
        run: async () =>
          problemOf(
            await this.api.send('setUnitStatus', {
              path: { id: unitId },
              body: { statusCode: unit.statusCode, reason: TAKEN_BACK },
            }),
          ),
      });
    }
    return this.say(`${name} is ${statusCode} ${this.reference.statusLabel(statusCode)}`);
  }

  async regrade(incident: IncidentView, grade: Grade, reason: string): Promise<boolean> {
    const outcome = await this.grade(incident.id, grade, reason);
    if (!outcome.ok) return this.refuse(`${incident.no} not regraded`, outcome);
    const before = incident.grade;
    if (before) {
      this.undo.keep({
        what: `grade ${grade} of ${incident.no}`,
        run: async () => problemOf(await this.grade(incident.id, before, TAKEN_BACK)),
      });
    }
    return this.say(`${incident.no} is ${grade}`);
  }

  async correctPlace(incident: IncidentView, place: PlaceInput): Promise<boolean> {
    const outcome = await this.api.send('locateIncident', {
      path: { id: incident.id },
      body: { place },
    });
    return outcome.ok
      ? this.say(`Place of ${incident.no} set`)
      : this.refuse(`Place of ${incident.no} not set`, outcome);
  }

  async note(incident: IncidentView, text: string): Promise<boolean> {
    const outcome = await this.api.send('noteIncident', {
      path: { id: incident.id },
      body: { text },
    });
    if (!outcome.ok) return this.refuse(`Note not added to ${incident.no}`, outcome);
    this.state.reloadDetail();
    return this.say(`Note added to ${incident.no}`);
  }

  async close(incident: IncidentView, resultCode: string, note?: string): Promise<boolean> {
    const body = { resultCode, ...(note ? { note } : {}) };
    const outcome = await this.api.send('closeIncident', { path: { id: incident.id }, body });
    if (!outcome.ok) return this.refuse(`${incident.no} not closed`, outcome);
    this.state.reloadDetail();
    this.undo.keep({
      what: `close of ${incident.no}`,
      run: async () =>
        problemOf(
          await this.api.send('reopenIncident', {
            path: { id: incident.id },
            body: { reason: TAKEN_BACK },
          }),
        ),
    });
    return this.say(
      `${incident.no} closed: ${this.reference.results().get(resultCode) ?? resultCode}`,
    );
  }

  async reopen(incident: IncidentView, reason: string): Promise<boolean> {
    const path = { id: incident.id };
    const outcome = await this.api.send('reopenIncident', { path, body: { reason } });
    if (!outcome.ok) return this.refuse(`${incident.no} not reopened`, outcome);
    this.state.reloadDetail();
    return this.say(`${incident.no} reopened`);
  }

  /** Takes back the last action, while that is still allowed. */
  async undoLast(): Promise<boolean> {
    const step = this.undo.take();
    if (!step) return this.fail('Nothing to undo: actions can be taken back for ten seconds');
    const problem = await step.run();
    return problem ? this.fail(`Not undone: ${problem}`) : this.say(`Undone: ${step.what}`);
  }

  say(text: string): true {
    this.result.say(true, text);
    return true;
  }

  fail(text: string): false {
    this.result.say(false, text);
    return false;
  }

  private refuse(what: string, outcome: Extract<ApiOutcome<unknown>, { ok: false }>): false {
    return this.fail(`${what}: ${errorText(outcome.error)}`);
  }

  private grade(id: string, grade: Grade, reason: string): Promise<ApiOutcome<unknown>> {
    return this.api.send('gradeIncident', { path: { id }, body: { grade, reason } });
  }

  private async release(assignmentId: string, reason: string): Promise<string | null> {
    const path = { id: assignmentId };
    return problemOf(await this.api.send('standDown', { path, body: { reason } }));
  }

  private async all(steps: ReadonlyArray<() => Promise<string | null>>): Promise<string | null> {
    for (const step of steps) {
      const problem = await step();
      if (problem) return problem;
    }
    return null;
  }

  private mark(unitIds: readonly string[], sending: boolean): void {
    this.sending.update((held) => {
      const next = new Set(held);
      for (const id of unitIds)
        if (sending) next.add(id);
        else next.delete(id);
      return next;
    });
  }
}

function problemOf(outcome: ApiOutcome<unknown>): string | null {
  return outcome.ok ? null : errorText(outcome.error);
}
