import { Component, inject, input, model, signal } from '@angular/core';
import { MatAutocomplete, MatAutocompleteTrigger, MatOption } from '@angular/material/autocomplete';
import type { PlaceHit } from '@muster/contracts';
import { ApiClient } from '../core/api-client.js';
import { ConsoleState } from './console-state.js';
import { EMPTY_PLACE, type PlaceDraft } from './place-reading.js';

const TYPING_PAUSE_MS = 150;

/** One box for every way to say where: address or street, grid reference, coordinates, map click, not known yet. */
@Component({
  selector: 'muster-place-field',
  imports: [MatAutocomplete, MatAutocompleteTrigger, MatOption],
  template: `
    <div class="field">
      <label [for]="name() + '-place'">Place</label>
      <input
        #box
        [id]="name() + '-place'"
        autocomplete="off"
        placeholder="Address, street, SO 3109 8800 or 52.48, -1.89"
        [value]="draft().text"
        [matAutocomplete]="hits"
        (input)="typed(box.value)"
      />
      <mat-autocomplete
        #hits="matAutocomplete"
        aria-label="Places"
        [displayWith]="labelOf"
        (optionSelected)="chosen($event.option.value)"
      >
        @for (hit of found(); track hit.placeId) {
          <mat-option [value]="hit"
            >{{ hit.label }} <span class="source">{{ hit.source }}</span></mat-option
          >
        }
      </mat-autocomplete>
    </div>
    <div class="ways">
      <button
        type="button"
        class="plain"
        [attr.aria-pressed]="state.picking()"
        (click)="state.picking.set(!state.picking())"
      >
        Pick on map
      </button>
      <label class="check">
        <input type="checkbox" [checked]="draft().unknown" (change)="toggleUnknown()" />
        Not known yet
      </label>
      @if (draft().point; as point) {
        <span class="pinned">Pinned at {{ point.lat.toFixed(5) }}, {{ point.lon.toFixed(5) }}</span>
      } @else if (draft().hit) {
        <span class="pinned">On the map</span>
      }
    </div>
  `,
  styles: `
    :host {
      display: grid;
      gap: 4px;
    }
    .ways {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 10px;
    }
    .check {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-height: 26px;
    }
    .pinned,
    .source {
      color: var(--muted);
    }
  `,
})
export class PlaceField {
  private readonly api = inject(ApiClient);
  protected readonly state = inject(ConsoleState);
  /** Makes the ids of this field unique on the page. */
  readonly name = input.required<string>();
  readonly draft = model<PlaceDraft>(EMPTY_PLACE);
  protected readonly found = signal<readonly PlaceHit[]>([]);
  private pause: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  protected readonly labelOf = (value: PlaceHit | string | null): string =>
    typeof value === 'string' ? value : (value?.label ?? '');

  protected typed(text: string): void {
    this.draft.update((held) => ({ ...held, text, hit: null, point: null }));
    clearTimeout(this.pause);
    if (text.trim().length < 2) this.found.set([]);
    else this.pause = setTimeout(() => void this.search(text.trim()), TYPING_PAUSE_MS);
  }

  protected chosen(hit: PlaceHit): void {
    this.draft.set({ text: hit.label, hit, point: null, unknown: false });
    this.state.mapTarget.set({ point: hit.point });
  }

  protected toggleUnknown(): void {
    this.draft.update((held) => ({ ...held, unknown: !held.unknown, hit: null, point: null }));
  }

  private async search(text: string): Promise<void> {
    const turn = ++this.asked;
    const outcome = await this.api.send('places', { query: { q: text, limit: 8 } });
    // only the newest question counts
    if (turn === this.asked && outcome.ok) this.found.set(outcome.value);
  }
}
