import {
  Component,
  type ElementRef,
  computed,
  inject,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { OpClock } from '../core/op-clock.js';
import { ReferenceTables } from '../core/reference-tables.js';
import { Session } from '../core/session.js';
import { ageText, clockText, distanceText } from '../shared/time-text.js';
import { EXCLUSION_WORDS } from '../shared/unit-words.js';
import { CandidateRow } from './candidate-row.js';
import { ConsoleState } from './console-state.js';
import { DispatchDesk } from './dispatch-desk.js';
import { OVERRIDE_REASONS, RankedDispatch } from './ranked-dispatch.js';
import { RankingStore } from './ranking-store.js';

/** The five best units with the reasons, and why nearer ones are not among them. It advises; a person sends. */
@Component({
  selector: 'muster-recommendation-panel',
  imports: [CandidateRow],
  templateUrl: './recommendation-panel.html',
  styleUrl: './recommendation-panel.scss',
})
export class RecommendationPanel {
  protected readonly session = inject(Session);
  protected readonly ranking = inject(RankingStore);
  protected readonly ranked = inject(RankedDispatch);
  protected readonly state = inject(ConsoleState);
  private readonly desk = inject(DispatchDesk);
  private readonly clock = inject(OpClock);
  private readonly reference = inject(ReferenceTables);
  private readonly list = viewChild<ElementRef<HTMLElement>>('list');

  protected readonly reasons = OVERRIDE_REASONS;
  protected readonly ownReason = signal('');
  protected readonly pending = this.desk.pending;
  /** The unit whose terms are open and that is held while choosing. */
  protected readonly chosenId = linkedSignal<string | null, string | null>({
    source: this.state.incidentId,
    computation: () => null,
  });
  protected readonly age = computed(() => {
    const newest = this.ranking.newest();
    return newest ? ageText((this.clock.nowMs() - Date.parse(newest.at)) / 1000) : '';
  });
  protected readonly longestMs = computed(() =>
    Math.max(1, ...this.ranking.rows().map((row) => row.candidate.costMs)),
  );
  protected readonly excluded = computed(() =>
    (this.ranking.newest()?.nearerExcluded ?? []).map((one) => ({
      ...one,
      words: EXCLUSION_WORDS[one.rule],
      away: one.straightLineM === null ? '' : distanceText(one.straightLineM),
    })),
  );
  protected readonly shortfall = computed(() =>
    (this.ranking.newest()?.shortfall ?? []).map((rule) => EXCLUSION_WORDS[rule]),
  );
  protected readonly needs = computed(() => {
    const requirement = this.state.incident()?.requirement;
    if (!requirement) return '';
    const skills = requirement.skills.map(
      (code) => this.reference.tables().skills.find((skill) => skill.code === code)?.label ?? code,
    );
    const units = `${requirement.units} unit${requirement.units === 1 ? '' : 's'}`;
    return [units, ...skills, ...requirement.kinds].join(' · ');
  });
  protected readonly rankedAt = computed(() => {
    const shown = this.ranking.shown();
    return shown ? clockText(shown.at) : '';
  });

  focus(): void {
    const rows = this.list()?.nativeElement.querySelectorAll<HTMLElement>('[data-place]');
    rows?.[0]?.focus();
  }

  protected choose(unitId: string): void {
    const before = this.chosenId();
    if (before === unitId) return;
    if (before && this.session.mayDispatch()) void this.ranked.letGo(before);
    this.chosenId.set(unitId);
    this.state.pickUnit(unitId);
    if (this.session.mayDispatch()) void this.ranked.hold(unitId);
  }

  protected dispatch(place: number): void {
    const incident = this.state.incident();
    if (incident) void this.ranked.dispatchPlace(incident, place, '');
  }

  protected answer(reason: string): void {
    if (reason.trim().length < 3) return;
    this.ownReason.set('');
    void this.ranked.answer(reason.trim());
  }

  /** Arrow keys walk the rows; each row is a stop of its own for Tab. */
  protected walk(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const rows = [
      ...(this.list()?.nativeElement.querySelectorAll<HTMLElement>('[data-place]') ?? []),
    ];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
  }

  protected leave(event: FocusEvent): void {
    const list = this.list()?.nativeElement;
    if (event.relatedTarget instanceof Node && list?.contains(event.relatedTarget)) return;
    this.ranking.hold(false);
  }
}
