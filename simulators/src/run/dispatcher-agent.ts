import type { AssignResult, IncidentView, Recommendation } from '@muster/contracts';
import { RESULT_CODES } from '@muster/contracts';
import type { ConsoleClient } from '../client/console-client.js';
import type { HttpClient } from '../client/http-client.js';
import { pick, uniform } from '../random/distributions.js';
import type { RandomStream } from '../random/stream.js';

export interface DispatcherHabits {
  /** Op time a graded incident may wait before this dispatcher sends somebody. */
  readonly sendAfterMs: readonly [number, number];
  /** Op time between the last unit's departure and the closing of the incident. */
  readonly closeAfterMs: readonly [number, number];
}

const RETRY_MS = 30_000;
/** At the highest speed of the clock a screen may be this far behind in op time. */
const SCREEN_LAG_MS = 240_000;
const CLOSING = RESULT_CODES.filter(({ code }) => code !== 'DUPLICATE');

/**
 * A dispatcher who takes the recommendation: sends the first units of the ranking, sends again
 * after a refusal, acknowledges delivery alarms and closes what is done. Only as fast as a person.
 */
export class DispatcherAgent {
  private readonly dueMs = new Map<string, number>();
  private readonly attended = new Set<string>();
  private readonly closed = new Set<string>();
  /** Whom this dispatcher has just sent, before the screen shows it. */
  private readonly sentAtMs = new Map<string, number>();
  private busy = false;

  constructor(
    private readonly http: HttpClient,
    private readonly console: ConsoleClient,
    private readonly habits: DispatcherHabits,
    private readonly rng: RandomStream,
  ) {}

  /** Does what is due; does nothing while the last step is still under way. */
  async step(nowMs: number): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      for (const incident of this.console.incidents()) await this.attend(incident, nowMs);
      await this.acknowledgeAlarms();
    } finally {
      this.busy = false;
    }
  }

  private async attend(incident: IncidentView, nowMs: number): Promise<void> {
    if (this.closed.has(incident.id)) return;
    if (incident.firstArrivedAt !== null) this.attended.add(incident.id);
    if (incident.state === 'open' && this.attended.has(incident.id))
      return this.close(incident, nowMs);
    const lacking = incident.requirement.units - incident.assignedUnitIds.length;
    const mayNeedMore = incident.state === 'open' || incident.state === 'assigned';
    if (mayNeedMore && lacking > 0 && !this.attended.has(incident.id))
      await this.send(incident, lacking, nowMs);
  }

  private async send(incident: IncidentView, lacking: number, nowMs: number): Promise<void> {
    if (incident.place.point === null) return;
    if (!this.isDue(`send ${incident.id}`, this.habits.sendAfterMs, nowMs)) return;
    const ranking = await this.http.call<Recommendation>('recommend', {
      params: { id: incident.id },
    });
    if (!ranking.ok) return this.later(`send ${incident.id}`, nowMs);
    const chosen = ranking.value.candidates
      .filter(({ unitId }) => (this.sentAtMs.get(unitId) ?? -Infinity) + SCREEN_LAG_MS < nowMs)
      .slice(0, lacking);
    if (chosen.length === 0) return this.later(`send ${incident.id}`, nowMs);
    const unitIds = chosen.map(({ unitId }) => unitId);
    for (const unitId of unitIds) this.sentAtMs.set(unitId, nowMs);
    const passedOver = chosen[0] !== ranking.value.candidates[0];
    const diverts = chosen.some((candidate) => candidate.divertsFromIncidentId);
    await this.http.call<AssignResult>('assignUnits', {
      body: {
        incidentId: incident.id,
        unitIds,
        recommendationId: ranking.value.id,
        partial: true,
        ...(diverts ? { divert: true } : {}),
        ...(passedOver ? { overrideReason: 'The first has just been sent elsewhere' } : {}),
      },
    });
    this.later(`send ${incident.id}`, nowMs);
  }

  private async close(incident: IncidentView, nowMs: number): Promise<void> {
    if (!this.isDue(`close ${incident.id}`, this.habits.closeAfterMs, nowMs)) return;
    const resultCode = pick(this.rng, CLOSING).code;
    const answer = await this.http.call('closeIncident', {
      params: { id: incident.id },
      body: { resultCode },
    });
    // The screen may still show it for a moment.
    if (answer.ok) this.closed.add(incident.id);
    else this.later(`close ${incident.id}`, nowMs);
  }

  private async acknowledgeAlarms(): Promise<void> {
    for (const assignment of this.console.assignments()) {
      if (assignment.deliveryAlarm) {
        await this.http.call('acknowledgeAlarm', { params: { id: assignment.id } });
      }
    }
  }

  private isDue(task: string, delay: readonly [number, number], nowMs: number): boolean {
    const dueMs = this.dueMs.get(task);
    if (dueMs === undefined) this.dueMs.set(task, nowMs + uniform(this.rng, ...delay));
    return dueMs !== undefined && dueMs <= nowMs;
  }

  private later(task: string, nowMs: number): void {
    this.dueMs.set(task, nowMs + RETRY_MS);
  }
}
