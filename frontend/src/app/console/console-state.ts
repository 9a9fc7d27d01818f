import { Service, computed, effect, inject, signal, untracked } from '@angular/core';
import { httpResource } from '@angular/common/http';
import { type LatLon, ROUTES, incidentDetailSchema } from '@muster/contracts';
import { fillPath } from '../core/api-client.js';
import { LiveStore } from '../core/live-store.js';

/** What the right-hand column shows. */
export type Pane = 'incident' | 'call' | 'help';

/** What this dispatcher has in hand: the open incident, the picked unit, and where the map should go. */
@Service()
export class ConsoleState {
  private readonly store = inject(LiveStore);
  private readonly openIncident = signal<string | null>(null);
  private readonly pickedUnit = signal<string | null>(null);

  readonly incidentId = this.openIncident.asReadonly();
  readonly unitId = this.pickedUnit.asReadonly();
  readonly pane = signal<Pane>('incident');
  /** Units of a cluster that was clicked; null shows all. */
  readonly boardIds = signal<readonly string[] | null>(null);
  readonly mapTarget = signal<{ point: LatLon; zoom?: number } | null>(null);
  /** Waiting for a click on the map that says where the call is. */
  readonly picking = signal(false);

  private readonly again = signal(false);
  private readonly detailAnswer = httpResource(
    () => {
      const id = this.openIncident();
      return id ? fillPath(ROUTES.incidentDetail.path, { id }) : undefined;
    },
    { parse: (raw) => incidentDetailSchema.parse(raw) },
  );
  readonly openCount = computed(() => this.store.incidents().length);
  /** Contacts, evidence and history of the open incident; undefined until they have come. */
  readonly detail = computed(() => {
    const detail = this.detailAnswer.hasValue() ? this.detailAnswer.value() : undefined;
    return detail?.incident.id === this.openIncident() ? detail : undefined;
  });
  readonly detailFailed = computed(() => this.detailAnswer.error() !== undefined);
  /** The open incident: as the facts have it, or as last read when it has left the scope. */
  readonly incident = computed(() => {
    const id = this.openIncident();
    return id ? (this.store.incident(id) ?? this.detail()?.incident) : undefined;
  });

  constructor() {
    effect(() => {
      if (this.again() && !this.detailAnswer.isLoading()) untracked(() => this.reloadDetail());
    });
    effect(() => {
      const [held, live] = [this.detail()?.incident.version, this.incident()?.version];
      if (held !== undefined && live !== undefined && held < live) {
        untracked(() => this.reloadDetail());
      }
    });
  }

  /** Opens the card of an incident; `null` closes it. */
  open(incidentId: string | null): void {
    this.openIncident.set(incidentId);
    if (!incidentId) return;
    this.pane.set('incident');
    const point = this.store.incident(incidentId)?.place.point;
    if (point) this.mapTarget.set({ point });
  }

  pickUnit(unitId: string | null, show = false): void {
    this.pickedUnit.set(unitId);
    const no = unitId ? this.store.unit(unitId)?.no : undefined;
    const point = no === undefined ? undefined : this.store.track.lastKnown(no);
    if (show && point) this.mapTarget.set({ point: { lat: point.lat, lon: point.lon } });
  }

  /** Reads the card again, because something in it changed; once more if it is being read just now. */
  reloadDetail(): void {
    this.again.set(this.detailAnswer.isLoading());
    if (!this.again()) this.detailAnswer.reload();
  }
}
