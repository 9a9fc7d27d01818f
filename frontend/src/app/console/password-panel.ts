import { Component, inject, output, signal } from '@angular/core';
import { FormField, form, minLength, required, submit } from '@angular/forms/signals';
import { errorText } from '../core/error-text.js';
import { Session } from '../core/session.js';

/** Change of one's own password, in place. */
@Component({
  selector: 'muster-password-panel',
  imports: [FormField],
  template: `
    <form aria-label="Change password" novalidate (submit)="change($event)">
      <h2>Change password</h2>
      <div class="field">
        <label for="current">Present password</label>
        <input
          id="current"
          type="password"
          autocomplete="current-password"
          [formField]="fields.current"
        />
      </div>
      <div class="field">
        <label for="next">New password, at least 12 characters</label>
        <input id="next" type="password" autocomplete="new-password" [formField]="fields.next" />
      </div>
      <div role="alert">
        @if (problem(); as text) {
          <p class="problem">{{ text }}</p>
        } @else if (fields().touched() && fields().invalid()) {
          <p class="problem">{{ fields().errorSummary()[0]?.message }}</p>
        }
      </div>
      <div role="status">
        @if (done()) {
          <p>The password is changed.</p>
        }
      </div>
      <div class="buttons">
        <button type="submit" class="plain primary">Change password</button>
        <button type="button" class="plain" (click)="closed.emit()">Close</button>
      </div>
    </form>
  `,
  styles: `
    form {
      display: grid;
      gap: 10px;
      padding: 10px;
      border-bottom: 1px solid var(--line);
    }
    h2 {
      font-size: 14px;
    }
    .buttons {
      display: flex;
      gap: 8px;
    }
  `,
})
export class PasswordPanel {
  private readonly session = inject(Session);
  readonly closed = output();
  protected readonly problem = signal<string | null>(null);
  protected readonly done = signal(false);
  protected readonly given = signal({ current: '', next: '' });
  protected readonly fields = form(this.given, (path) => {
    required(path.current, { message: 'Give your present password.' });
    minLength(path.next, 12, { message: 'Passwords have at least 12 characters.' });
  });

  protected async change(event: Event): Promise<void> {
    event.preventDefault();
    this.problem.set(null);
    this.done.set(false);
    await submit(this.fields, async () => {
      const { current, next } = this.given();
      const error = await this.session.changePassword(current, next);
      if (error) this.problem.set(errorText(error));
      else {
        this.given.set({ current: '', next: '' });
        this.done.set(true);
      }
      return undefined;
    });
  }
}
