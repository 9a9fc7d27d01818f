import { Component, inject, signal } from '@angular/core';
import { FormField, form, minLength, pattern, required, submit } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { errorText } from '../core/error-text.js';
import { Session, homeOf } from '../core/session.js';

/** First administrator of a live database, by the code that the server printed once. */
@Component({
  selector: 'muster-setup',
  imports: [FormField, MatButton],
  templateUrl: './setup.html',
  styleUrl: './door.scss',
})
export class SetupPage {
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  protected readonly problem = signal<string | null>(null);
  protected readonly given = signal({ code: '', username: '', displayName: '', password: '' });
  protected readonly fields = form(this.given, (path) => {
    minLength(path.code, 8, { message: 'Give the set-up code that the server printed.' });
    pattern(path.username, /^[a-z0-9._-]{3,40}$/, {
      message: 'User names have 3 to 40 of a–z, 0–9, dot, dash and underscore.',
    });
    required(path.displayName, { message: 'Give the name that others will see.' });
    minLength(path.password, 12, { message: 'Passwords have at least 12 characters.' });
  });

  protected async create(event: Event): Promise<void> {
    event.preventDefault();
    this.problem.set(null);
    await submit(this.fields, async () => {
      const error = await this.session.setUp(this.given());
      const session = this.session.view();
      if (error) this.problem.set(errorText(error));
      else if (session) await this.router.navigate(['/', homeOf(session)]);
      return undefined;
    });
  }
}
