import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { type ClockAnchor, opMsAt } from '@muster/contracts';

/** Above this difference between our wall clock and the server's a warning is shown. */
const SKEW_WARNING_MS = 2_000;
const KEPT_SAMPLES = 8;

/**
 * The server's two clocks as seen from here. The offset is the largest of the last samples:
 * latency only ever makes the server's clock look older than it is.
 */
@Service()
export class OpClock {
  private readonly anchor = signal<ClockAnchor | null>(null);
  private readonly samplesMs = signal<readonly number[]>([]);
  private readonly tickMs = signal(Date.now());

  readonly offsetMs = computed(() => {
    const samples = this.samplesMs();
    return samples.length === 0 ? 0 : Math.max(...samples);
  });
  readonly skewed = computed(() => Math.abs(this.offsetMs()) > SKEW_WARNING_MS);
  readonly speed = computed(() => this.anchor()?.speed ?? 1);
  readonly training = computed(() => this.anchor()?.training ?? false);
  /** Local wall time, epoch ms, once a second. */
  readonly localMs = this.tickMs.asReadonly();
  /** Op time, epoch ms, once a second; for rows that show elapsed time. */
  readonly nowMs = computed(() => this.opAt(this.tickMs()));

  constructor() {
    const timer = setInterval(() => this.tickMs.set(Date.now()), 1_000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  follow(anchor: ClockAnchor): void {
    this.anchor.set(anchor);
  }

  /** Takes a wall time that the server has just sent. */
  heard(wallIso: string): void {
    const sampleMs = Date.parse(wallIso) - Date.now();
    this.samplesMs.update((held) => [...held.slice(1 - KEPT_SAMPLES), sampleMs]);
  }

  /** Op time now, epoch ms. */
  read(): number {
    return this.opAt(Date.now());
  }

  private opAt(localMs: number): number {
    const anchor = this.anchor();
    const wallMs = localMs + this.offsetMs();
    return anchor ? opMsAt(anchor, wallMs) : wallMs;
  }
}
