import { Component, computed, inject, input } from '@angular/core';
import { DomSanitizer } from '@angular/platform-browser';
import type { Grade } from '@muster/contracts';
import { incidentSymbolSvg } from './incident-symbol.js';

/** The symbol of a grade, as on the map, with its name for screen readers. */
@Component({
  selector: 'muster-grade-badge',
  template: `<span [innerHTML]="symbol()"></span
    ><span class="visually-hidden">{{ grade() ?? 'Ungraded' }}</span>`,
  styles: `
    :host {
      display: inline-flex;
      vertical-align: middle;
      width: 20px;
      height: 20px;
      flex: none;
    }
    :host ::ng-deep svg {
      display: block;
      width: 20px;
      height: 20px;
    }
  `,
})
export class GradeBadge {
  private readonly sanitizer = inject(DomSanitizer);
  readonly grade = input.required<Grade | null>();
  // our own fixed text, nothing that anyone typed
  protected readonly symbol = computed(() =>
    this.sanitizer.bypassSecurityTrustHtml(incidentSymbolSvg(this.grade())),
  );
}
