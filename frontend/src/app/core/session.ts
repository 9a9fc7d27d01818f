import { Service, computed, inject, signal } from '@angular/core';
import type { ErrorBody, Role, SessionView, Setup } from '@muster/contracts';
import { ApiClient, type ApiOutcome } from './api-client.js';

/** Roles that work at the dispatcher console. */
const CONSOLE_ROLES: readonly Role[] = ['call_handler', 'dispatcher', 'supervisor'];
const DISPATCH_ROLES: readonly Role[] = ['dispatcher', 'supervisor'];

/** The screen a principal starts on; `no-screen` when none is built for the role. */
export function homeOf(session: SessionView): 'console' | 'no-screen' {
  return session.roles.some((role) => CONSOLE_ROLES.includes(role)) ? 'console' : 'no-screen';
}

/** Who is signed in here. The cookie is HttpOnly, so the server is asked once at start. */
@Service()
export class Session {
  private readonly api = inject(ApiClient);
  private readonly held = signal<SessionView | null>(null);
  private asked: Promise<void> | null = null;

  readonly view = this.held.asReadonly();
  readonly mode = computed(() => this.held()?.mode ?? null);
  /** Whether to offer what sends units; the server decides again. */
  readonly mayDispatch = computed(
    () => this.held()?.roles.some((role) => DISPATCH_ROLES.includes(role)) ?? false,
  );

  /** Asks the server who we are, once. */
  async load(): Promise<SessionView | null> {
    this.asked ??= this.ask();
    await this.asked;
    return this.held();
  }

  async signIn(username: string, password: string): Promise<ErrorBody | null> {
    return this.enter(await this.api.send('signIn', { body: { username, password } }));
  }

  async signInByLink(token: string): Promise<ErrorBody | null> {
    return this.enter(await this.api.send('signInByLink', { body: { token } }));
  }

  async setUp(body: Setup): Promise<ErrorBody | null> {
    const made = await this.api.send('setup', { body });
    return made.ok ? this.signIn(body.username, body.password) : made.error;
  }

  async changePassword(current: string, next: string): Promise<ErrorBody | null> {
    const outcome = await this.api.send('changePassword', { body: { current, next } });
    return outcome.ok ? null : outcome.error;
  }

  async signOut(): Promise<void> {
    await this.api.send('signOut');
    this.forget();
  }

  /** Drops what is held here, when the server said that the session is over. */
  forget(): void {
    this.held.set(null);
    this.asked = null;
  }

  private async ask(): Promise<void> {
    const outcome = await this.api.send('session');
    if (outcome.ok) this.held.set(outcome.value);
    else this.asked = null;
  }

  private enter(outcome: ApiOutcome<SessionView>): ErrorBody | null {
    if (!outcome.ok) return outcome.error;
    this.held.set(outcome.value);
    this.asked = Promise.resolve();
    return null;
  }
}
