import { Service, inject, signal } from '@angular/core';
import { OpClock } from '../core/op-clock.js';

/** How long an action may be taken back, wall ms. */
export const UNDO_MS = 10_000;

export interface UndoStep {
  /** "dispatch of BW12 to 1423" */
  what: string;
  /** The compensating command; resolves to a problem text or null. */
  run: () => Promise<string | null>;
}

/** The last action can be taken back for ten seconds, by a compensating command that is itself recorded. */
@Service()
export class UndoStack {
  private readonly clock = inject(OpClock);
  private readonly held = signal<{ step: UndoStep; untilMs: number } | null>(null);

  /** What would be undone now, and for how many more seconds. */
  offer(): { what: string; forS: number } | null {
    const held = this.held();
    const leftMs = held ? held.untilMs - this.clock.localMs() : 0;
    return held && leftMs > 0
      ? { what: held.step.what, forS: Math.ceil(Math.min(leftMs, UNDO_MS) / 1000) }
      : null;
  }

  keep(step: UndoStep): void {
    this.held.set({ step, untilMs: Date.now() + UNDO_MS });
  }

  /** Takes the step out; null when there is none or it is too late. */
  take(): UndoStep | null {
    const held = this.held();
    this.held.set(null);
    return held && Date.now() <= held.untilMs ? held.step : null;
  }
}
