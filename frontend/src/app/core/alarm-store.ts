import { Service, computed, effect, inject, signal, untracked } from '@angular/core';
import type { Alarm } from '@muster/contracts';
import { AlertSound, type Tone } from './alert-sound.js';
import { ApiClient } from './api-client.js';
import { ConsoleLink } from './console-link.js';
import { errorText } from './error-text.js';
import { LiveStore } from './live-store.js';
import { OpClock } from './op-clock.js';
import { type DeskAlarm, alarmKey, byUrgency, standingAlarms } from './standing-alarms.js';

/** EEMUA 191: more than ten alarms in ten minutes is a flood for one operator. */
export const FLOOD_PER_10_MIN = 10;
const TEN_MINUTES_MS = 600_000;
const REPEAT_MS = 3_000;

const TONES: Readonly<Record<Alarm['kind'], Tone>> = {
  EMERGENCY: 'emergency',
  NEW_P1: 'newP1',
  OVERDUE: 'overdue',
  DELIVERY: 'message',
};

/** Alarms of this desk: they stand until acted upon or acknowledged, and nothing scrolls them away. */
@Service()
export class AlarmStore {
  private readonly store = inject(LiveStore);
  private readonly clock = inject(OpClock);
  private readonly sound = inject(AlertSound);
  private readonly api = inject(ApiClient);
  private readonly acknowledged = signal<ReadonlySet<string>>(new Set());
  /** Emergencies stay until acknowledged, even when the crew cleared them. */
  private readonly sticky = signal<readonly DeskAlarm[]>([]);
  private readonly soundedMs = signal<readonly number[]>([]);
  private known: Set<string> | null = null;
  private repeatedMs = 0;

  readonly problem = signal<string | null>(null);
  private readonly standing = computed(() => {
    const alarms = standingAlarms({
      incidents: this.store.incidents(),
      assignments: this.store.assignments(),
      units: this.store.units(),
      nowMs: this.clock.nowMs(),
    });
    const keys = new Set(alarms.map((alarm) => alarm.key));
    return [...alarms, ...this.sticky().filter((alarm) => !keys.has(alarm.key))].sort(byUrgency);
  });
  readonly open = computed(() => {
    const acknowledged = this.acknowledged();
    return this.standing().filter((alarm) => !acknowledged.has(alarm.key));
  });
  /** Alarms raised at this desk in the last ten minutes. */
  readonly per10Min = computed(() => {
    const since = this.clock.localMs() - TEN_MINUTES_MS;
    return this.soundedMs().filter((atMs) => atMs > since).length;
  });

  constructor() {
    inject(ConsoleLink).onAlarm((alarm) => this.keepEmergency(alarm));
    effect(() => {
      const keys = new Set(this.standing().map((alarm) => alarm.key));
      untracked(() => this.forgetResolved(keys));
    });
    effect(() => {
      const open = this.open();
      const nowMs = this.clock.localMs();
      if (this.store.loaded()) untracked(() => this.announce(open, nowMs));
    });
  }

  /** Acknowledges one alarm, or the first in the strip. Gives the alarm, or null when there is none. */
  async acknowledge(alarm: DeskAlarm | undefined = this.open()[0]): Promise<DeskAlarm | null> {
    if (!alarm) return null;
    this.problem.set(null);
    this.acknowledged.update((held) => new Set(held).add(alarm.key));
    this.sticky.update((held) => held.filter((one) => one.key !== alarm.key));
    if (alarm.kind === 'DELIVERY' && alarm.assignmentId) {
      const outcome = await this.api.send('acknowledgeAlarm', { path: { id: alarm.assignmentId } });
      if (!outcome.ok) this.problem.set(errorText(outcome.error));
    }
    return alarm;
  }

  private keepEmergency({ kind, unitId, incidentId, assignmentId, at }: Alarm): void {
    if (kind !== 'EMERGENCY') return;
    const key = alarmKey(kind, { unitId });
    const alarm = { key, kind, unitId, incidentId, assignmentId, sinceMs: Date.parse(at) };
    this.sticky.update((held) => [...held.filter((one) => one.key !== key), alarm]);
    // a second press is a new emergency
    this.acknowledged.update((held) => new Set([...held].filter((one) => one !== key)));
  }

  /** What is over may come again, and must then be heard again. */
  private forgetResolved(keys: ReadonlySet<string>): void {
    const kept = [...this.acknowledged()].filter((key) => keys.has(key));
    if (kept.length !== this.acknowledged().size) this.acknowledged.set(new Set(kept));
  }

  private announce(open: readonly DeskAlarm[], nowMs: number): void {
    const known = this.known;
    this.known = new Set(open.map((alarm) => alarm.key));
    // what stood before this desk opened is shown, but is not news
    const fresh = known ? open.filter((alarm) => !known.has(alarm.key)) : [];
    if (fresh[0]) {
      this.soundedMs.update((held) => [...held.slice(-99), ...fresh.map(() => nowMs)]);
      this.sound.play(TONES[fresh[0].kind]);
      this.repeatedMs = nowMs;
    } else if (
      open.some(({ kind }) => kind === 'EMERGENCY') &&
      nowMs - this.repeatedMs > REPEAT_MS
    ) {
      this.repeatedMs = nowMs;
      this.sound.play('emergency');
    }
  }
}
