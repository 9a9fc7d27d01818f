import { Service, computed, inject, signal } from '@angular/core';
import { OpClock } from '../core/op-clock.js';

export interface ResultEntry {
  ok: boolean;
  text: string;
  /** Op epoch ms. */
  atMs: number;
}

/** What the last actions came to, one line each; the newest is always on screen. */
@Service()
export class ResultLine {
  private readonly clock = inject(OpClock);
  private readonly entries = signal<readonly ResultEntry[]>([]);
  readonly all = this.entries.asReadonly();
  readonly last = computed(() => this.entries().at(-1) ?? null);

  say(ok: boolean, text: string): void {
    this.entries.update((held) => [...held.slice(-19), { ok, text, atMs: this.clock.read() }]);
  }
}
