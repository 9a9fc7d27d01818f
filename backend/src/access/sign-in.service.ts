import { Injectable } from '@nestjs/common';
import type { SignIn } from '@muster/contracts';
import { InjectConfig } from '../platform/config/config-token.js';
import type { Config } from '../platform/config/settings.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import type { Outcome } from '../platform/database/outcome.js';
import { done, refused, UnitOfWork } from '../platform/database/unit-of-work.js';
import { isPassword } from './password.js';
import { hashOf } from './secret.js';
import { openSession } from './session-opening.js';
import type { OpenedSession } from './session-opening.js';
import { lockAccount, selectAccountByName } from './storage/account-rows.js';
import type { AccountRow } from './storage/account-rows.js';
import { clearDelay, secondsToWait, takeAttempt } from './storage/delay-rows.js';
import { takeLink } from './storage/entry-rows.js';

/** Lets people in: by name and password, or in training by a one-time link. */
@Injectable()
export class SignInService {
  private readonly database: Database;
  private readonly work: UnitOfWork;
  private readonly clocks: Clocks;
  private readonly config: Config;

  constructor(
    database: Database,
    work: UnitOfWork,
    clocks: Clocks,
    @InjectConfig() config: Config,
  ) {
    this.database = database;
    this.work = work;
    this.clocks = clocks;
    this.config = config;
  }

  /**
   * Opens a session. Neither the answer nor its time tells whether the account exists, has
   * another password or is locked. RATE_LIMITED: too many wrong passwords for this name lately.
   */
  async byPassword(
    given: SignIn,
  ): Promise<Outcome<OpenedSession, 'SIGN_IN_FAILED' | 'RATE_LIMITED' | 'IDEMPOTENCY_KEY_REUSED'>> {
    const checked = await this.checkPassword(given.username, given.password);
    if (!checked.ok) return checked;
    return this.open(checked.value, hashOf(given.username));
  }

  /** Counts the attempt, then compares. The account may still be locked: `open` looks again. */
  async checkPassword(
    username: string,
    password: string,
  ): Promise<Outcome<AccountRow, 'SIGN_IN_FAILED' | 'RATE_LIMITED'>> {
    const db = this.database.on('command');
    const nameHash = hashOf(username);
    const now = this.clocks.wall.now();
    if (!(await takeAttempt(db, nameHash, now))) {
      return refused('RATE_LIMITED', { retryAfterS: await secondsToWait(db, nameHash, now) });
    }
    const account = await selectAccountByName(db, username);
    const usable = account && account.training === this.clocks.op.training ? account : undefined;
    const matches = await isPassword(password, usable?.password_hash ?? null);
    return usable && matches ? done(usable) : refused('SIGN_IN_FAILED');
  }

  private open(
    account: AccountRow,
    nameHash: Uint8Array,
  ): Promise<Outcome<OpenedSession, 'SIGN_IN_FAILED' | 'IDEMPOTENCY_KEY_REUSED'>> {
    const actor = { kind: 'user', id: account.id } as const;
    return this.work.run<OpenedSession, 'SIGN_IN_FAILED'>(
      { actor, command: 'signIn' },
      async (tx) => {
        const current = await lockAccount(tx.db, account.id);
        const stillRight = current?.password_hash === account.password_hash && !current.locked;
        if (!stillRight) return refused('SIGN_IN_FAILED');
        await clearDelay(tx.db, nameHash);
        return done(await openSession(tx, account.id, 'PASSWORD', this.config.sessionMs));
      },
    );
  }

  /** Opens a session by a link that is used up by it. Training databases only. */
  async byLink(
    token: string,
  ): Promise<Outcome<OpenedSession, 'LINK_INVALID' | 'TRAINING_ONLY' | 'IDEMPOTENCY_KEY_REUSED'>> {
    if (!this.clocks.op.training) return refused('TRAINING_ONLY');
    const context = { actor: { kind: 'system', id: 'sign-in' }, command: 'signInByLink' } as const;
    return this.work.run<OpenedSession, 'LINK_INVALID'>(context, async (tx) => {
      const link = await takeLink(tx.db, hashOf(token));
      if (!link || link.expires_at <= tx.recordedAt) return refused('LINK_INVALID');
      const account = await lockAccount(tx.db, link.account_id);
      if (!account?.training || account.locked) return refused('LINK_INVALID');
      return done(await openSession(tx, account.id, 'LINK', this.config.sessionMs));
    });
  }
}
