import { Component, computed, inject } from '@angular/core';
import type { IncidentView } from '@muster/contracts';
import { AlarmStore } from '../core/alarm-store.js';
import { LiveStore } from '../core/live-store.js';
import { OpClock } from '../core/op-clock.js';
import { ReferenceTables } from '../core/reference-tables.js';
import type { DeskAlarm } from '../core/standing-alarms.js';
import { durationText } from '../shared/time-text.js';
import { ConsoleState } from './console-state.js';

/** Chips that fit without hiding the rest of the screen; the others are counted. */
const MOST_SHOWN = 5;

const TITLES: Readonly<Record<DeskAlarm['kind'], string>> = {
  EMERGENCY: 'EMERGENCY',
  NEW_P1: 'P1 unassigned',
  DELIVERY: 'Not received',
  OVERDUE: 'Overdue',
};

interface Chip {
  alarm: DeskAlarm;
  title: string;
  text: string;
  age: string;
}

/** Alarms that nobody has acted on. It never scrolls: what does not fit is counted and stays. */
@Component({
  selector: 'muster-alarm-strip',
  templateUrl: './alarm-strip.html',
  styleUrl: './alarm-strip.scss',
})
export class AlarmStrip {
  protected readonly alarms = inject(AlarmStore);
  private readonly store = inject(LiveStore);
  private readonly clock = inject(OpClock);
  private readonly reference = inject(ReferenceTables);
  private readonly state = inject(ConsoleState);

  protected readonly chips = computed(() =>
    this.alarms
      .open()
      .slice(0, MOST_SHOWN)
      .map((alarm) => this.chipOf(alarm)),
  );
  protected readonly more = computed(() => Math.max(0, this.alarms.open().length - MOST_SHOWN));
  /** Read out: the newest first alarm, not its running age. */
  protected readonly spoken = computed(() => {
    const first = this.chips()[0];
    return first ? `${first.title}: ${first.text}` : '';
  });

  protected show(alarm: DeskAlarm): void {
    if (alarm.incidentId) this.state.open(alarm.incidentId);
    if (alarm.unitId) this.state.pickUnit(alarm.unitId, true);
  }

  private chipOf(alarm: DeskAlarm): Chip {
    const incident = alarm.incidentId ? this.store.incident(alarm.incidentId) : undefined;
    const unit = alarm.unitId ? this.store.unit(alarm.unitId) : undefined;
    const callSign = unit?.callSign ?? 'unit';
    const text = {
      EMERGENCY: callSign,
      DELIVERY: `${callSign} has not confirmed ${incident?.no ?? ''}`,
      NEW_P1: this.incidentWords(incident),
      OVERDUE: this.incidentWords(incident),
    }[alarm.kind];
    const age = durationText((this.clock.nowMs() - alarm.sinceMs) / 1000);
    return { alarm, title: TITLES[alarm.kind], text, age };
  }

  private incidentWords(incident: IncidentView | undefined): string {
    if (!incident) return '';
    const type = this.reference.typeLabel(incident.typeCode);
    return `${incident.no} ${type}, ${incident.place.label}`;
  }
}
