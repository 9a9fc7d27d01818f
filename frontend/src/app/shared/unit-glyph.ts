import { Component, computed, input } from '@angular/core';
import type { UnitKind } from '@muster/contracts';
import type { UnitTone } from './palette.js';

const PATHS: Readonly<Record<UnitKind, string>> = {
  response: 'M11 3 17 18 11 14.5 5 18z',
  neighbourhood: 'M5 11a6 6 0 1 0 12 0a6 6 0 1 0-12 0z',
  roads: 'M7.4 4.7h7.2L18 11l-3.4 6.3H7.4L4 11z',
  firearms: 'M11 3.4 18.6 11 11 18.6 3.4 11z',
  dog: 'M5 5h12v12H5z',
  pcso: 'M5 11a6 6 0 1 0 12 0a6 6 0 1 0-12 0z',
  supervisor: 'M6.5 11a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z',
};

/** A unit's symbol as on the map: shape is the kind, colour the status. Decoration beside the text. */
@Component({
  selector: 'muster-unit-glyph',
  template: `
    <svg
      viewBox="0 0 22 22"
      aria-hidden="true"
      [class]="'tone ' + tone()"
      [class.hollow]="hollow()"
    >
      <path [attr.d]="path()" />
      @if (kind() === 'supervisor') {
        <circle cx="11" cy="11" r="8" class="ring" />
      }
    </svg>
  `,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
    }
    svg {
      width: 18px;
      height: 18px;
    }
    .tone {
      --tone: var(--unit-unavailable);
      fill: var(--tone);
      stroke: var(--tone);
      stroke-linejoin: round;
    }
    .available {
      --tone: var(--unit-available);
    }
    .enRoute {
      --tone: var(--unit-en-route);
    }
    .onScene {
      --tone: var(--unit-on-scene);
    }
    .deployable {
      --tone: var(--unit-deployable);
    }
    .emergency {
      --tone: var(--unit-emergency);
    }
    .hollow path,
    .ring {
      fill: none;
      stroke-width: 2;
    }
  `,
})
export class UnitGlyph {
  readonly kind = input.required<UnitKind>();
  readonly tone = input.required<UnitTone>();
  protected readonly path = computed(() => PATHS[this.kind()]);
  protected readonly hollow = computed(() => this.kind() === 'pcso');
}
