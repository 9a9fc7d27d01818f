import { Injectable } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import { EventTail } from '../platform/events/event-tail.js';
import type { LoggedEvent } from '../platform/events/logged-event.js';
import { Metrics } from '../platform/metrics/metrics.js';

/** Orders under way that are remembered; the oldest is forgotten first. */
const MOST_REMEMBERED = 10_000;

/** Measures how long orders take to reach officers' devices, from the log alone. */
@Injectable()
export class DeliveryTimesService {
  /** Wall time of dispatch by assignment, of those without a receipt. */
  private readonly dispatchedMs = new Map<string, number>();
  private readonly histogram: Histogram;

  constructor(
    private readonly tail: EventTail,
    metrics: Metrics,
  ) {
    this.histogram = metrics.histogram(
      'muster_delivery_seconds',
      "From the dispatch of a unit to the receipt of its officers' device",
    );
  }

  /** Starts following the log; returns a function that stops it. */
  start(): () => void {
    return this.tail.subscribe({
      events: (batch) => batch.forEach((event) => this.take(event)),
      reset: () => this.dispatchedMs.clear(),
    });
  }

  private take({ kind, entity, codes, recordedAt }: LoggedEvent): void {
    if (kind === 'assignment.dispatched') this.remember(entity.id, recordedAt.getTime());
    else if (kind === 'assignment.released') this.dispatchedMs.delete(entity.id);
    else if (kind === 'assignment.delivery-changed' && codes['delivery'] === 'received') {
      const sinceMs = this.dispatchedMs.get(entity.id);
      if (sinceMs === undefined) return;
      this.dispatchedMs.delete(entity.id);
      this.histogram.observe(Math.max(0, recordedAt.getTime() - sinceMs) / 1000);
    }
  }

  private remember(assignmentId: string, atMs: number): void {
    const [oldest] = this.dispatchedMs.keys();
    if (oldest !== undefined && this.dispatchedMs.size >= MOST_REMEMBERED) {
      this.dispatchedMs.delete(oldest);
    }
    this.dispatchedMs.set(assignmentId, atMs);
  }
}
