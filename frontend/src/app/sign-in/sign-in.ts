import { Component, inject, input, signal } from '@angular/core';
import { FormField, form, required, submit } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { errorText } from '../core/error-text.js';
import { Session, homeOf } from '../core/session.js';

@Component({
  selector: 'muster-sign-in',
  imports: [FormField, MatButton],
  templateUrl: './sign-in.html',
  styleUrl: './door.scss',
})
export class SignInPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  /** Where the person wanted to go. */
  readonly to = input<string>();

  protected readonly problem = signal<string | null>(null);
  protected readonly given = signal({ username: '', password: '' });
  protected readonly fields = form(this.given, (path) => {
    required(path.username, { message: 'Give your user name.' });
    required(path.password, { message: 'Give your password.' });
  });

  protected async enter(event: Event): Promise<void> {
    event.preventDefault();
    this.problem.set(null);
    await submit(this.fields, async () => {
      const { username, password } = this.given();
      const error = await this.session.signIn(username.trim().toLowerCase(), password);
      if (error) this.problem.set(errorText(error));
      else await this.router.navigateByUrl(this.destination());
      return undefined;
    });
  }

  private destination(): string {
    const session = this.session.view();
    const to = this.to();
    // only our own paths, never another site
    if (to?.startsWith('/') && !to.startsWith('//')) return to;
    return session ? `/${homeOf(session)}` : '/sign-in';
  }
}
