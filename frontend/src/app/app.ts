import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Preferences } from './core/preferences.js';

@Component({ selector: 'muster-root', imports: [RouterOutlet], template: '<router-outlet />' })
export class App {
  // made here so that the theme is on before the first screen
  protected readonly preferences = inject(Preferences);
}
