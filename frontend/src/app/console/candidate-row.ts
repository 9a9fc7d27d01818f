import { Component, computed, inject, input, output } from '@angular/core';
import type { CostTerm } from '@muster/contracts';
import { OpClock } from '../core/op-clock.js';
import { ReferenceTables } from '../core/reference-tables.js';
import { unitTone } from '../shared/palette.js';
import { ageText, durationText } from '../shared/time-text.js';
import { UnitGlyph } from '../shared/unit-glyph.js';
import { KIND_WORDS, TERM_WORDS } from '../shared/unit-words.js';
import type { RankedRow } from './ranking-rows.js';

interface TermBar {
  code: CostTerm['code'];
  words: string;
  text: string;
  /** Share of the longest cost on screen, percent. */
  share: number;
}

const MOVES = { same: '', up: '▲', down: '▼', gone: '✕' } as const;

/** One recommended unit: what a dispatcher needs to trust it or not, and the button that sends it. */
@Component({
  selector: 'muster-candidate-row',
  imports: [UnitGlyph],
  templateUrl: './candidate-row.html',
  styleUrl: './candidate-row.scss',
})
export class CandidateRow {
  private readonly reference = inject(ReferenceTables);
  private readonly clock = inject(OpClock);
  readonly row = input.required<RankedRow>();
  readonly longestMs = input.required<number>();
  readonly open = input(false);
  readonly sending = input(false);
  /** False for roles that only take calls. */
  readonly maySend = input(true);
  readonly problem = input<string | null>(null);
  readonly chosen = output();
  readonly dispatched = output();

  protected readonly unit = computed(() => this.row().candidate);
  protected readonly tone = computed(() => {
    const { statusCode } = this.unit();
    const rule = this.reference.tables().statusCodes.find(({ code }) => code === statusCode);
    return unitTone(rule?.base ?? 'available');
  });
  protected readonly kind = computed(() => KIND_WORDS[this.unit().kind]);
  protected readonly status = computed(() => this.reference.statusLabel(this.unit().statusCode));
  protected readonly eta = computed(() => durationText(this.unit().etaS));
  protected readonly fixAge = computed(() => ageText(this.unit().fixAgeS));
  protected readonly inTarget = computed(() => `${Math.round(this.unit().pInTarget * 100)} %`);
  protected readonly skills = computed(() => {
    const nowMs = this.clock.nowMs();
    return this.unit().skills.map(({ code, expiresAt }) => ({
      code,
      expired: expiresAt !== null && Date.parse(expiresAt) <= nowMs,
    }));
  });
  protected readonly move = computed(() => {
    const { move, newRank } = this.row();
    return {
      sign: MOVES[move],
      words: move === 'gone' ? 'no longer offered' : `now ${newRank ?? ''}`,
    };
  });
  protected readonly bars = computed<TermBar[]>(() =>
    this.unit()
      .terms.filter(({ ms }) => ms > 0)
      .map(({ code, ms }) => ({
        code,
        words: TERM_WORDS[code],
        text: durationText(ms / 1000),
        share: (ms / this.longestMs()) * 100,
      })),
  );

  protected onKey(event: KeyboardEvent): void {
    if (!this.maySend() || event.key !== 'Enter' || event.target !== event.currentTarget) return;
    event.preventDefault();
    this.dispatched.emit();
  }
}
