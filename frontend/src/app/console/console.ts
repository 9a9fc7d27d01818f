import { Component, inject } from '@angular/core';
import { ConsoleLink } from '../core/console-link.js';
import { MapPanel } from '../map/map-panel.js';

@Component({
  selector: 'muster-console',
  imports: [MapPanel],
  template: `<div style="position:absolute;inset:0;display:grid"><muster-map-panel /></div>`,
})
export class Console {
  constructor() {
    inject(ConsoleLink).start();
  }
}
