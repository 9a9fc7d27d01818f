import {
  Component,
  type ElementRef,
  computed,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Router } from '@angular/router';
import { AlarmStore } from '../core/alarm-store.js';
import { AlertSound } from '../core/alert-sound.js';
import { ApiClient } from '../core/api-client.js';
import { ConsoleLink } from '../core/console-link.js';
import { Preferences } from '../core/preferences.js';
import { Session } from '../core/session.js';
import { MapPanel } from '../map/map-panel.js';
import type { LatLon } from '@muster/contracts';
import { AlarmStrip } from './alarm-strip.js';
import { CallDraft } from './call-draft.js';
import { CallForm } from './call-form.js';
import { CommandBar } from './command-bar.js';
import { type ConsoleKey, consoleKey } from './console-keys.js';
import { ConsoleState } from './console-state.js';
import { DispatchDesk } from './dispatch-desk.js';
import { HelpPanel } from './help-panel.js';
import { IncidentCard } from './incident-card.js';
import { IncidentQueue } from './incident-queue.js';
import { PasswordPanel } from './password-panel.js';
import { pointOfPlace } from './place-reading.js';
import { RankedDispatch } from './ranked-dispatch.js';
import { TopBar } from './top-bar.js';
import { UnitBoard } from './unit-board.js';

/** The dispatcher's screen: queue, map, unit board, and the card or the call in hand. */
@Component({
  selector: 'muster-console',
  imports: [
    AlarmStrip,
    CallForm,
    CommandBar,
    HelpPanel,
    IncidentCard,
    IncidentQueue,
    MapPanel,
    PasswordPanel,
    TopBar,
    UnitBoard,
  ],
  templateUrl: './console.html',
  styleUrl: './console.scss',
  host: {
    '(document:keydown)': 'onKey($event)',
    '(document:pointerdown)': 'sound.enable()',
  },
})
export class Console {
  protected readonly state = inject(ConsoleState);
  protected readonly draft = inject(CallDraft);
  protected readonly link = inject(ConsoleLink);
  protected readonly sound = inject(AlertSound);
  private readonly preferences = inject(Preferences);
  private readonly desk = inject(DispatchDesk);
  private readonly ranked = inject(RankedDispatch);
  private readonly alarms = inject(AlarmStore);
  private readonly session = inject(Session);
  private readonly router = inject(Router);

  private readonly queue = viewChild.required(IncidentQueue);
  private readonly board = viewChild.required(UnitBoard);
  private readonly map = viewChild.required(MapPanel);
  private readonly bar = viewChild.required(CommandBar);
  private readonly card = viewChild(IncidentCard);
  private readonly call = viewChild(CallForm);
  private readonly pane = viewChild.required<ElementRef<HTMLElement>>('pane');

  protected readonly changingPassword = signal(false);
  protected readonly pin = computed(() => pointOfPlace(this.draft.place()));

  constructor() {
    this.link.start();
    const api = inject(ApiClient);
    effect(() => {
      if (api.unauthenticated() > 0) untracked(() => void this.leave());
    });
  }

  protected onKey(event: KeyboardEvent): void {
    this.sound.enable();
    const target = event.target as HTMLElement;
    const action = consoleKey({
      key: event.key,
      code: event.code,
      alt: event.altKey,
      ctrl: event.ctrlKey,
      inText: target.matches(
        'input:not([type=checkbox], [type=radio], [type=range]), textarea, select',
      ),
      slashKey: this.preferences.slashKey(),
    });
    if (action === null) return;
    if (this.act(action)) event.preventDefault();
  }

  protected placePicked(point: LatLon): void {
    this.state.picking.set(false);
    this.draft.place.update((held) => ({ ...held, point, hit: null, unknown: false }));
  }

  protected show(pane: 'incident' | 'call'): void {
    this.state.pane.set(pane);
  }

  /** Does what a key asks for; false lets the browser have it. */
  private act(action: ConsoleKey): boolean {
    if (typeof action === 'object') return this.send(action.send);
    switch (action) {
      case 'call':
        return this.takeCall();
      case 'nextUnassigned':
        return this.queue().openNext() || !this.desk.fail('No incident waits for a unit');
      case 'recommendation':
        this.state.pane.set('incident');
        return this.later(() => this.card()?.focusRecommendation());
      case 'note':
        this.state.pane.set('incident');
        return this.later(() => this.card()?.note());
      case 'acknowledge':
        return this.later(() => void this.alarms.acknowledge());
      case 'undo':
        return this.later(() => void this.desk.undoLast());
      case 'dismiss':
        return this.dismiss();
      default:
        return this.goTo(action);
    }
  }

  private goTo(part: 'units' | 'map' | 'queue' | 'command'): true {
    const parts = {
      units: this.board(),
      map: this.map(),
      queue: this.queue(),
      command: this.bar(),
    };
    parts[part].focus();
    return true;
  }

  private takeCall(): true {
    this.state.pane.set('call');
    return this.later(() => this.call()?.focus());
  }

  private send(place: number): boolean {
    const incident = this.state.incident();
    if (!incident) return !this.desk.fail('No incident is open: F2 opens the next');
    void this.ranked.dispatchPlace(incident, place, '');
    return this.later(() =>
      this.pane().nativeElement.querySelector<HTMLElement>('.override button')?.focus(),
    );
  }

  private dismiss(): boolean {
    if (this.state.picking()) this.state.picking.set(false);
    else if (this.ranked.question()) this.ranked.cancel();
    else if (this.changingPassword()) this.changingPassword.set(false);
    else if (this.state.pane() === 'help') this.state.pane.set('incident');
    else if (!this.card()?.dismiss()) return false;
    return true;
  }

  /** After the panel that was asked for is on screen. */
  private later(step: () => void): true {
    setTimeout(step);
    return true;
  }

  private async leave(): Promise<void> {
    this.link.stop();
    this.session.forget();
    await this.router.navigate(['/sign-in'], { queryParams: { to: '/console' } });
  }
}
