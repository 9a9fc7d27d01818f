import {
  CdkFixedSizeVirtualScroll,
  CdkVirtualForOf,
  CdkVirtualScrollableElement,
  CdkVirtualScrollViewport,
} from '@angular/cdk/scrolling';
import {
  Component,
  type ElementRef,
  computed,
  inject,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import type { UnitKind, UnitView } from '@muster/contracts';
import { ConsoleLink } from '../core/console-link.js';
import { LiveStore } from '../core/live-store.js';
import { OpClock } from '../core/op-clock.js';
import { ReferenceTables } from '../core/reference-tables.js';
import { type UnitTone, unitTone } from '../shared/palette.js';
import { renderedRange } from '../shared/rendered-range.js';
import { rowStep } from '../shared/row-cursor.js';
import { ageText, durationText } from '../shared/time-text.js';
import { UnitGlyph } from '../shared/unit-glyph.js';
import { KIND_WORDS } from '../shared/unit-words.js';
import { type BoardFilter, boardRows } from './board-filter.js';
import { ConsoleState } from './console-state.js';

const ROW_PX = 28;
const HEAD_PX = 22;
const OLD_FIX_S = 180;

interface BoardRow {
  tone: UnitTone;
  kind: string;
  status: string;
  since: string;
  skills: string;
  incidentNo: number | null;
  fixAge: string;
  fixOld: boolean;
}

/** Every unit with status, incident and age of fix; the map's text alternative for units. */
@Component({
  selector: 'muster-unit-board',
  imports: [
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollableElement,
    CdkVirtualScrollViewport,
    UnitGlyph,
  ],
  templateUrl: './unit-board.html',
  styleUrl: './unit-board.scss',
})
export class UnitBoard {
  private readonly store = inject(LiveStore);
  private readonly clock = inject(OpClock);
  private readonly link = inject(ConsoleLink);
  protected readonly reference = inject(ReferenceTables);
  protected readonly state = inject(ConsoleState);
  private readonly grid = viewChild.required<ElementRef<HTMLElement>>('grid');
  private readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  private readonly rendered = renderedRange(this.viewport);

  protected readonly rowPx = ROW_PX;
  protected readonly kinds = Object.entries(KIND_WORDS) as ReadonlyArray<[UnitKind, string]>;
  protected readonly text = signal('');
  protected readonly area = signal('');
  protected readonly status = signal<BoardFilter['status']>('');
  protected readonly kind = signal<BoardFilter['kind']>('');

  protected readonly units = computed(() =>
    boardRows(this.store.units(), {
      text: this.text(),
      area: this.area(),
      status: this.status(),
      kind: this.kind(),
      ids: this.state.boardIds(),
    }),
  );
  /** Texts of the rows on the page; of 12,000 units only these are worked out each second. */
  protected readonly rows = computed(() => {
    const nowMs = this.clock.nowMs();
    const { start, end } = this.rendered();
    const shown = this.units().slice(start, end);
    return new Map(shown.map((unit) => [unit.id, this.rowOf(unit, nowMs)]));
  });
  protected readonly areas = computed(() =>
    [...new Set(this.store.units().map((unit) => unit.areaCode))].sort(),
  );
  protected readonly counts = computed(() => {
    const units = this.store.units();
    const available = units.filter(({ base }) => base === 'available').length;
    return { available, all: units.filter(({ base }) => base !== 'off_duty').length };
  });
  private readonly activeId = linkedSignal(() => this.state.unitId());
  protected readonly activeIndex = computed(() =>
    this.units().findIndex((unit) => unit.id === this.activeId()),
  );

  /** Id of the active row, while it is on the page. */
  protected readonly activeRow = computed(() => {
    const [at, { start, end }] = [this.activeIndex(), this.rendered()];
    return at >= start && at < end ? `board-row-${this.units()[at]?.id}` : null;
  });

  focus(): void {
    this.grid().nativeElement.focus();
  }

  protected pick(unit: UnitView): void {
    this.state.pickUnit(unit.id, true);
  }

  protected openIncident(unit: UnitView, event: Event): void {
    event.stopPropagation();
    if (unit.incidentId) this.state.open(unit.incidentId);
  }

  protected onKey(event: KeyboardEvent): void {
    const page = Math.floor(this.grid().nativeElement.clientHeight / ROW_PX) - 1;
    const step = rowStep(event.key, this.activeIndex(), this.units().length, page);
    if (!step || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    const unit = this.units()[step.kind === 'move' ? step.to : this.activeIndex()];
    if (!unit) return;
    if (step.kind === 'choose') return this.pick(unit);
    this.activeId.set(unit.id);
    this.scrollTo(step.to);
  }

  protected trackUnit(_index: number, unit: UnitView): string {
    return unit.id;
  }

  /** Brings a row into sight; the sticky head covers the top of the list. */
  private scrollTo(index: number): void {
    const list = this.grid().nativeElement;
    const topPx = index * ROW_PX;
    const lowestPx = topPx + ROW_PX + HEAD_PX - list.clientHeight;
    if (index >= 0) list.scrollTop = Math.min(topPx, Math.max(lowestPx, list.scrollTop));
  }

  private rowOf(unit: UnitView, nowMs: number): BoardRow {
    const ageS = this.fixAgeS(unit, nowMs);
    return {
      tone: unitTone(unit.emergency ? 'emergency' : unit.base),
      kind: KIND_WORDS[unit.kind],
      status: this.reference.statusLabel(unit.statusCode),
      since: durationText((nowMs - Date.parse(unit.statusSince)) / 1000),
      skills: unit.skills.map(({ code }) => code).join(' '),
      incidentNo: unit.incidentId ? (this.store.incident(unit.incidentId)?.no ?? null) : null,
      fixAge: ageS === null ? '—' : ageText(ageS),
      fixOld: ageS !== null && ageS > OLD_FIX_S,
    };
  }

  /** Null when there is no fix, or the map does not look there and so newer ones are not sent. */
  private fixAgeS(unit: UnitView, nowMs: number): number | null {
    const known = this.store.track.lastKnown(unit.no);
    if (!known || !this.link.follows(known)) return null;
    return Math.max(0, (nowMs - known.fixMs) / 1000);
  }
}
