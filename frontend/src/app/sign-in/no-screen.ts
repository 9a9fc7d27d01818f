import { Component, inject } from '@angular/core';
import { Router } from '@angular/router';
import { MatButton } from '@angular/material/button';
import { Session } from '../core/session.js';

/** For principals whose role works elsewhere. */
@Component({
  selector: 'muster-no-screen',
  imports: [MatButton],
  template: `
    <main class="door">
      <h1>Muster</h1>
      <p class="lead">Your role works through the API; it has no screen here.</p>
      <form><button mat-flat-button type="button" (click)="leave()">Sign out</button></form>
    </main>
  `,
  styleUrl: './door.scss',
})
export class NoScreenPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);

  protected async leave(): Promise<void> {
    await this.session.signOut();
    await this.router.navigateByUrl('/sign-in');
  }
}
