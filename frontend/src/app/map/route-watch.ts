import { Service, computed, effect, inject, signal, untracked } from '@angular/core';
import type { LatLon, RouteView } from '@muster/contracts';
import { ApiClient } from '../core/api-client.js';
import { LiveStore } from '../core/live-store.js';
import { OpClock } from '../core/op-clock.js';
import type { DispatchLine } from './dispatch-lines.js';

/** Wall ms after which a route is asked for again while its unit drives. */
const REFRESH_MS = 10_000;
const MOST_ROUTES = 4;

/** Routes of the units on their way to the selected incident, asked for now and then. */
@Service()
export class RouteWatch {
  private readonly api = inject(ApiClient);
  private readonly store = inject(LiveStore);
  private readonly clock = inject(OpClock);
  private readonly incidentId = signal<string | null>(null);
  private readonly routes = signal<ReadonlyMap<string, RouteView>>(new Map());
  private askedAtMs = 0;

  /** Ids of units that travel to the followed incident. */
  private readonly travelling = computed(
    () => {
      const id = this.incidentId();
      const own = id ? (this.store.assignmentsByIncident().get(id) ?? []) : [];
      return own
        .filter(({ state }) => state === 'dispatched' || state === 'en_route')
        .map(({ unitId }) => unitId)
        .slice(0, MOST_ROUTES);
    },
    { equal: (a, b) => a.join() === b.join() },
  );

  readonly lines = computed<DispatchLine[]>(() => {
    this.clock.localMs();
    const id = this.incidentId();
    const to = id ? this.store.incident(id)?.place.point : null;
    if (!to) return [];
    return this.travelling().flatMap((unitId) => this.lineOf(unitId, to));
  });

  constructor() {
    effect(() => {
      const unitIds = this.travelling();
      const nowMs = this.clock.localMs();
      untracked(() => this.refresh(unitIds, nowMs));
    });
    effect(() => {
      this.travelling();
      this.askedAtMs = 0;
    });
  }

  follow(incidentId: string | null): void {
    this.incidentId.set(incidentId);
  }

  private lineOf(unitId: string, to: LatLon): DispatchLine[] {
    const no = this.store.unit(unitId)?.no;
    const from = no === undefined ? undefined : this.store.track.lastKnown(no);
    return from ? [{ unitId, from, to, route: this.routes().get(unitId) ?? null }] : [];
  }

  private refresh(unitIds: readonly string[], nowMs: number): void {
    const incidentId = this.incidentId();
    if (!incidentId || unitIds.length === 0 || nowMs - this.askedAtMs < REFRESH_MS) return;
    this.askedAtMs = nowMs;
    for (const unitId of unitIds) void this.ask(unitId, incidentId);
  }

  private async ask(unitId: string, incidentId: string): Promise<void> {
    const answer = await this.api.send('route', { query: { unitId, incidentId } });
    // without a route the straight line stays
    if (!answer.ok || this.incidentId() !== incidentId) return;
    this.routes.update((held) => new Map(held).set(unitId, answer.value));
  }
}
