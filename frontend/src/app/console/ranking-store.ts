import { Service, computed, effect, inject, signal, untracked } from '@angular/core';
import type { Recommendation } from '@muster/contracts';
import { ApiClient } from '../core/api-client.js';
import { ConsoleLink } from '../core/console-link.js';
import { errorText } from '../core/error-text.js';
import { ConsoleState } from './console-state.js';
import { hasNewcomers, rankingRows } from './ranking-rows.js';

/** Rankings of the open incident as they are pushed; the order on screen waits while someone reads it. */
@Service()
export class RankingStore {
  private readonly api = inject(ApiClient);
  private readonly link = inject(ConsoleLink);
  private readonly state = inject(ConsoleState);
  private readonly latest = signal<Recommendation | null>(null);
  private readonly onScreen = signal<Recommendation | null>(null);
  private readonly held = signal(false);

  readonly problem = signal<string | null>(null);
  readonly loading = signal(false);
  /** The ranking whose order is on screen; a dispatch refers to it. */
  readonly shown = this.onScreen.asReadonly();
  readonly newest = this.latest.asReadonly();
  readonly holding = this.held.asReadonly();
  readonly rows = computed(() => {
    const [shown, latest] = [this.onScreen(), this.latest()];
    return shown && latest ? rankingRows(shown, latest) : [];
  });
  readonly newcomers = computed(() => {
    const [shown, latest] = [this.onScreen(), this.latest()];
    return shown !== null && latest !== null && hasNewcomers(shown, latest);
  });

  constructor() {
    this.link.onRanking((ranking) => this.take(ranking));
    effect(() => {
      const id = this.state.incidentId();
      const ranked = this.state.incident()?.state;
      const wanted = id !== null && ranked !== undefined && ranked !== 'closed';
      untracked(() => this.follow(wanted ? id : null));
    });
  }

  /** Keeps the order on screen while the pointer or the focus is in the list. */
  hold(held: boolean): void {
    this.held.set(held);
    if (!held) this.onScreen.set(this.latest());
  }

  /** Asks for a new ranking now. */
  async refresh(): Promise<void> {
    const id = this.state.incidentId();
    if (!id) return;
    this.loading.set(true);
    const outcome = await this.api.send('recommend', { path: { id } });
    this.loading.set(false);
    if (this.state.incidentId() !== id) return;
    if (outcome.ok) this.take(outcome.value);
    else this.problem.set(errorText(outcome.error));
  }

  private follow(id: string | null): void {
    if (this.latest()?.incidentId !== id) {
      this.latest.set(null);
      this.onScreen.set(null);
      this.problem.set(null);
    }
    this.link.watch(id ? [id] : []);
    if (id && !this.latest()) void this.refresh();
  }

  private take(ranking: Recommendation): void {
    if (ranking.incidentId !== this.state.incidentId()) return;
    const held = this.latest();
    // the answer of a request may overtake a push
    if (held && (held.seq > ranking.seq || held.at > ranking.at)) return;
    this.problem.set(null);
    this.latest.set(ranking);
    if (!this.held() || !this.onScreen()) this.onScreen.set(ranking);
  }
}
