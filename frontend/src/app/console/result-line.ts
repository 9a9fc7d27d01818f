import { Service, computed, signal } from '@angular/core';

export interface ResultEntry {
  ok: boolean;
  text: string;
  atMs: number;
}

/** What the last actions came to, one line each; the newest is always on screen. */
@Service()
export class ResultLine {
  private readonly entries = signal<readonly ResultEntry[]>([]);
  readonly all = this.entries.asReadonly();
  readonly last = computed(() => this.entries().at(-1) ?? null);

  say(ok: boolean, text: string): void {
    this.entries.update((held) => [...held.slice(-19), { ok, text, atMs: Date.now() }]);
  }
}
