import { Component, computed, inject, output } from '@angular/core';
import { Router } from '@angular/router';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { AlarmStore, FLOOD_PER_10_MIN } from '../core/alarm-store.js';
import { AlertSound } from '../core/alert-sound.js';
import { ConsoleLink } from '../core/console-link.js';
import { LiveStore } from '../core/live-store.js';
import { OpClock } from '../core/op-clock.js';
import { Preferences } from '../core/preferences.js';
import { Session } from '../core/session.js';
import type { Theme } from '../shared/palette.js';
import { clockText, dayText } from '../shared/time-text.js';

/** Mode, link, clock, open P1s, alarm rate, sound and the user's menu: always in sight. */
@Component({
  selector: 'muster-top-bar',
  imports: [MatMenu, MatMenuItem, MatMenuTrigger],
  templateUrl: './top-bar.html',
  styleUrl: './top-bar.scss',
})
export class TopBar {
  private readonly store = inject(LiveStore);
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly link = inject(ConsoleLink);
  protected readonly clock = inject(OpClock);
  protected readonly alarms = inject(AlarmStore);
  protected readonly sound = inject(AlertSound);
  protected readonly preferences = inject(Preferences);
  readonly help = output();
  readonly password = output();
  protected readonly floodAt = FLOOD_PER_10_MIN;
  protected readonly themes: ReadonlyArray<{ theme: Theme; label: string }> = [
    { theme: 'dark', label: 'Dark' },
    { theme: 'light', label: 'Light' },
    { theme: 'contrast', label: 'High contrast' },
  ];

  protected readonly mode = computed(
    () => this.session.mode() ?? (this.clock.training() ? 'TRAINING' : 'LIVE'),
  );
  protected readonly time = computed(() => clockText(this.clock.nowMs()));
  protected readonly day = computed(() => dayText(this.clock.nowMs()));
  protected readonly asOf = computed(() => {
    const atMs = this.link.asOfMs();
    return atMs === null ? 'not yet' : clockText(atMs);
  });
  protected readonly skewS = computed(() => Math.round(this.clock.offsetMs() / 1000));
  protected readonly openP1 = computed(
    () =>
      this.store.incidents().filter(({ grade, state }) => grade === 'P1' && state !== 'closed')
        .length,
  );

  protected testSound(): void {
    this.sound.enable();
    this.sound.play('newP1');
  }

  protected setVolume(event: Event): void {
    this.preferences.volume.set(Number((event.target as HTMLInputElement).value));
  }

  protected async signOut(): Promise<void> {
    this.link.stop();
    await this.session.signOut();
    await this.router.navigateByUrl('/sign-in');
    // nothing of this person's session may stay in memory for the next
    location.reload();
  }
}
