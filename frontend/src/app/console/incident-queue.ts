import {
  CdkFixedSizeVirtualScroll,
  CdkVirtualForOf,
  CdkVirtualScrollableElement,
  CdkVirtualScrollViewport,
} from '@angular/cdk/scrolling';
import { Component, type ElementRef, computed, inject, signal, viewChild } from '@angular/core';
import type { IncidentView } from '@muster/contracts';
import { LiveStore } from '../core/live-store.js';
import { OpClock } from '../core/op-clock.js';
import { ReferenceTables } from '../core/reference-tables.js';
import { GradeBadge } from '../shared/grade-badge.js';
import { renderedRange } from '../shared/rendered-range.js';
import { rowStep } from '../shared/row-cursor.js';
import { durationText, targetText } from '../shared/time-text.js';
import { type AgeingView, ageingOf, isUnassigned } from './ageing.js';
import { ClosedIncidents } from './closed-incidents.js';
import { ConsoleState } from './console-state.js';
import { inQueueOrder, nextUnassigned } from './queue-order.js';

const ROW_PX = 28;
const HEAD_PX = 22;

interface QueueRow {
  incident: IncidentView;
  type: string;
  waiting: boolean;
  ageing: AgeingView;
  /** "02:13 of 15 min" as it is read out. */
  spoken: string;
  elapsed: string;
  target: string;
}

/** Open incidents: unassigned first, by grade and waiting time. */
@Component({
  selector: 'muster-incident-queue',
  imports: [
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollableElement,
    CdkVirtualScrollViewport,
    GradeBadge,
  ],
  templateUrl: './incident-queue.html',
  styleUrl: './incident-queue.scss',
})
export class IncidentQueue {
  private readonly store = inject(LiveStore);
  private readonly clock = inject(OpClock);
  private readonly reference = inject(ReferenceTables);
  protected readonly state = inject(ConsoleState);
  protected readonly closed = inject(ClosedIncidents);
  private readonly grid = viewChild.required<ElementRef<HTMLElement>>('grid');
  private readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  private readonly rendered = renderedRange(this.viewport);

  protected readonly rowPx = ROW_PX;
  protected readonly loaded = this.store.loaded;
  protected readonly showClosed = signal(false);
  protected readonly activeId = signal<string | null>(null);

  private readonly queue = computed(() =>
    this.showClosed() ? this.closed.rows() : inQueueOrder(this.store.incidents()),
  );
  protected readonly rows = computed(() => {
    const nowMs = this.clock.nowMs();
    return this.queue().map((incident) => this.rowOf(incident, nowMs));
  });
  protected readonly waiting = computed(
    () => this.store.incidents().filter((incident) => isUnassigned(incident)).length,
  );
  protected readonly activeIndex = computed(() => {
    const id = this.activeId() ?? this.state.incidentId();
    return this.queue().findIndex((incident) => incident.id === id);
  });

  /** Id of the active row, while it is on the page. */
  protected readonly activeRow = computed(() => {
    const [at, { start, end }] = [this.activeIndex(), this.rendered()];
    return at >= start && at < end ? `queue-row-${this.rows()[at]?.incident.id}` : null;
  });

  focus(): void {
    this.grid().nativeElement.focus();
  }

  /** F2: opens the next unassigned incident; false when there is none. */
  openNext(): boolean {
    const next = nextUnassigned(inQueueOrder(this.store.incidents()), this.state.incidentId());
    if (!next) return false;
    this.showClosed.set(false);
    this.activeId.set(next.id);
    this.state.open(next.id);
    this.scrollTo(this.activeIndex());
    return true;
  }

  protected open(row: QueueRow): void {
    this.activeId.set(row.incident.id);
    this.state.open(row.incident.id);
  }

  protected onKey(event: KeyboardEvent): void {
    const page = Math.floor(this.grid().nativeElement.clientHeight / ROW_PX) - 1;
    const step = rowStep(event.key, this.activeIndex(), this.rows().length, page);
    if (!step || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    const row = this.rows()[step.kind === 'move' ? step.to : this.activeIndex()];
    if (!row) return;
    if (step.kind === 'choose') return this.open(row);
    this.activeId.set(row.incident.id);
    this.scrollTo(step.to);
  }

  protected toggleClosed(): void {
    this.showClosed.update((shown) => !shown);
    if (this.showClosed()) void this.closed.load();
  }

  protected trackRow(_index: number, row: QueueRow): string {
    return row.incident.id;
  }

  /** Brings a row into sight; the sticky head covers the top of the list. */
  private scrollTo(index: number): void {
    const list = this.grid().nativeElement;
    const topPx = index * ROW_PX;
    const lowestPx = topPx + ROW_PX + HEAD_PX - list.clientHeight;
    if (index >= 0) list.scrollTop = Math.min(topPx, Math.max(lowestPx, list.scrollTop));
  }

  private rowOf(incident: IncidentView, nowMs: number): QueueRow {
    const { warnS } = this.reference.gradeTimes(incident.grade);
    const ageing = ageingOf(incident, warnS, nowMs);
    const elapsed = durationText(ageing.elapsedS);
    const target = ageing.targetS === null ? '' : targetText(ageing.targetS);
    return {
      incident,
      type: this.reference.typeLabel(incident.typeCode),
      waiting: isUnassigned(incident),
      ageing,
      elapsed,
      target,
      spoken: target ? `${elapsed} of ${target}` : elapsed,
    };
  }
}
