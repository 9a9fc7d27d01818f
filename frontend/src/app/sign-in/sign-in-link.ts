import { Component, type OnInit, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { errorText } from '../core/error-text.js';
import { Session, homeOf } from '../core/session.js';

/** Uses up a one-time sign-in link of a training database. */
@Component({
  selector: 'muster-sign-in-link',
  imports: [RouterLink],
  template: `
    <main class="door">
      <h1>Muster</h1>
      <div role="status">
        @if (problem(); as text) {
          <p class="problem">{{ text }}</p>
          <p class="hint"><a routerLink="/sign-in">Sign in with a user name</a></p>
        } @else {
          <p class="lead">Signing in…</p>
        }
      </div>
    </main>
  `,
  styleUrl: './door.scss',
})
export class SignInLinkPage implements OnInit {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  readonly token = input.required<string>();
  protected readonly problem = signal<string | null>(null);

  ngOnInit(): void {
    void this.enter();
  }

  private async enter(): Promise<void> {
    const error = await this.session.signInByLink(this.token());
    const session = this.session.view();
    if (error) this.problem.set(errorText(error));
    // the token must not stay in the history
    else if (session) await this.router.navigate(['/', homeOf(session)], { replaceUrl: true });
  }
}
