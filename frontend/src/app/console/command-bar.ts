import { Component, type ElementRef, computed, inject, signal, viewChild } from '@angular/core';
import { LiveStore } from '../core/live-store.js';
import { ReferenceTables } from '../core/reference-tables.js';
import { clockText } from '../shared/time-text.js';
import { complete, completionsFor } from './command/command-completion.js';
import { CommandRunner } from './command/command-runner.js';
import { ResultLine } from './result-line.js';
import { UndoStack } from './undo-stack.js';

/** The line at the bottom that drives everything, and what the last action came to. */
@Component({
  selector: 'muster-command-bar',
  templateUrl: './command-bar.html',
  styleUrl: './command-bar.scss',
})
export class CommandBar {
  private readonly runner = inject(CommandRunner);
  private readonly store = inject(LiveStore);
  private readonly reference = inject(ReferenceTables);
  protected readonly result = inject(ResultLine);
  protected readonly undo = inject(UndoStack);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  protected readonly line = signal('');
  private readonly focused = signal(false);
  protected readonly chosen = signal(0);
  private readonly history: string[] = [];
  private recalled = 0;
  private before: Element | null = null;

  protected readonly offers = computed(() => {
    if (!this.focused()) return [];
    const { resultCodes, statusCodes } = this.reference.tables();
    return completionsFor(this.line(), {
      callSigns: this.store.units().map((unit) => unit.callSign),
      incidentNos: this.store.incidents().map((incident) => incident.no),
      resultCodes: resultCodes.map(({ code }) => code),
      statusCodes: statusCodes.map(({ code, label }) => [code, label] as const),
    });
  });
  protected readonly last = computed(() => {
    const last = this.result.last();
    return last ? { ...last, time: clockText(last.atMs) } : null;
  });

  /** Focuses the line and remembers where the person was. */
  focus(): void {
    if (document.activeElement !== this.box().nativeElement) this.before = document.activeElement;
    this.box().nativeElement.focus();
    this.box().nativeElement.select();
  }

  protected onFocus(focused: boolean): void {
    this.focused.set(focused);
  }

  protected typed(text: string): void {
    this.line.set(text);
    this.chosen.set(0);
  }

  protected async onKey(event: KeyboardEvent): Promise<void> {
    switch (event.key) {
      case 'Enter':
        event.preventDefault();
        return this.run();
      case 'Tab':
        return this.takeOffer(event);
      case 'Escape':
        event.preventDefault();
        event.stopPropagation();
        return this.goBack();
      case 'ArrowUp':
      case 'ArrowDown':
        event.preventDefault();
        return this.step(event.key === 'ArrowUp' ? -1 : 1);
    }
  }

  protected pick(token: string): void {
    this.line.update((line) => complete(line, token));
    this.box().nativeElement.focus();
  }

  private async run(): Promise<void> {
    const line = this.line().trim();
    if (!line) return;
    this.history.push(line);
    this.recalled = this.history.length;
    // a line that was not understood stays, to be mended
    if (await this.runner.run(line)) this.line.set('');
    else this.box().nativeElement.select();
  }

  private takeOffer(event: KeyboardEvent): void {
    const offer = this.offers()[this.chosen()];
    if (!offer || event.shiftKey) return;
    event.preventDefault();
    this.pick(offer.token);
  }

  private goBack(): void {
    this.line.set('');
    if (this.before instanceof HTMLElement) this.before.focus();
    else this.box().nativeElement.blur();
  }

  /** Up and down walk the offers when there are any, else the lines typed before. */
  private step(by: number): void {
    const offers = this.offers();
    if (offers.length > 0) {
      this.chosen.update((at) => (at + by + offers.length) % offers.length);
      return;
    }
    this.recalled = Math.max(0, Math.min(this.history.length, this.recalled + by));
    this.line.set(this.history[this.recalled] ?? '');
  }
}
