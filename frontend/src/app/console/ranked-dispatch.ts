import { Service, computed, inject, signal } from '@angular/core';
import type { IncidentView, Recommendation, UnitView } from '@muster/contracts';
import { ApiClient } from '../core/api-client.js';
import { errorText } from '../core/error-text.js';
import { Session } from '../core/session.js';
import { ConsoleState } from './console-state.js';
import { DispatchDesk } from './dispatch-desk.js';
import { RankingStore } from './ranking-store.js';

/** A dispatch that waits for the dispatcher to say why it is not the first of the list. */
export interface OverrideQuestion {
  incidentId: string;
  unitId: string;
  callSign: string;
  place: number;
}

/** Ready answers; the last leaves room for own words. */
export const OVERRIDE_REASONS: readonly string[] = [
  'Nearer or free by radio',
  'Better suited crew',
  'Local knowledge',
  'First choice kept for other work',
];

/** Dispatch from the list on screen, with the ranking that was seen, the lease while choosing, and the reason. */
@Service()
export class RankedDispatch {
  private readonly ranking = inject(RankingStore);
  private readonly desk = inject(DispatchDesk);
  private readonly state = inject(ConsoleState);
  private readonly api = inject(ApiClient);
  private readonly session = inject(Session);
  private readonly asked = signal<OverrideQuestion | null>(null);
  /** Why the last selected unit could not be held, by unit id. */
  readonly leaseProblem = signal<{ unitId: string; text: string } | null>(null);

  /** The question on screen; gone when another incident is opened. */
  readonly question = computed(() => {
    const asked = this.asked();
    return asked?.incidentId === this.state.incidentId() ? asked : null;
  });

  /** `Alt+place`: the first goes at once, the others when the reason is given. */
  dispatchPlace(incident: IncidentView, place: number, reason: string): Promise<boolean> | boolean {
    if (!this.session.mayDispatch())
      return this.desk.fail('Your role takes calls; it sends no units');
    const shown = this.ranking.shown();
    const row = this.ranking.rows()[place - 1];
    if (!shown || shown.incidentId !== incident.id || !row) {
      return this.desk.fail(`No recommendation ${place} is on screen for ${incident.no}`);
    }
    const { unitId, callSign, divertsFromIncidentId } = row.candidate;
    if (place > 1 && reason.length < 3) {
      this.asked.set({ incidentId: incident.id, unitId, callSign, place });
      return false;
    }
    this.asked.set(null);
    return this.desk.dispatch(incident, [unitId], {
      recommendationId: shown.id,
      overrideReason: reason || undefined,
      divert: divertsFromIncidentId !== null,
    });
  }

  /** Units by name: the ranking on screen goes along when it is of this incident. */
  dispatchUnits(
    incident: IncidentView,
    units: readonly UnitView[],
    reason: string,
  ): Promise<boolean> | boolean {
    const shown = this.ranking.shown();
    const seen = shown?.incidentId === incident.id ? shown : null;
    if (!isFirstOf(seen, units) && reason.length < 3) {
      const names = units.map((unit) => unit.callSign).join(' ');
      return this.desk.fail(`${names} is not the first recommended: add a reason at the end`);
    }
    return this.desk.dispatch(
      incident,
      units.map((unit) => unit.id),
      {
        recommendationId: seen?.id ?? null,
        overrideReason: reason || undefined,
        divert: units.some((unit) => unit.assignmentId !== null),
      },
    );
  }

  answer(reason: string): Promise<boolean> | boolean {
    const incident = this.state.incident();
    const question = this.question();
    if (!incident || !question) return false;
    return this.dispatchPlace(incident, question.place, reason);
  }

  cancel(): void {
    this.asked.set(null);
  }

  /** Selecting a unit holds it for ten seconds, so that two desks do not choose the same one. */
  async hold(unitId: string): Promise<void> {
    const incidentId = this.state.incidentId();
    if (!incidentId) return;
    const outcome = await this.api.send('takeLease', { body: { incidentId, unitId } });
    this.leaseProblem.set(outcome.ok ? null : { unitId, text: errorText(outcome.error) });
  }

  async letGo(unitId: string): Promise<void> {
    await this.api.send('dropLease', { path: { unitId } });
  }
}

function isFirstOf(ranking: Recommendation | null, units: readonly UnitView[]): boolean {
  return ranking?.candidates[0]?.unitId === units[0]?.id;
}
