import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ChangePassword, CreateUser, UserView } from '@muster/contracts';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import { done, refused, UnitOfWork } from '../platform/database/unit-of-work.js';
import type {
  CommandContext,
  CommandResult,
  CommandTransaction,
  Outcome,
} from '../platform/database/unit-of-work.js';
import { createAccount } from './account-creation.js';
import { hashPassword, isEasilyGuessed } from './password.js';
import type { UserPrincipal } from './principal.decorator.js';
import { hashOf } from './secret.js';
import { closeSessions } from './session-opening.js';
import { SignInService } from './sign-in.service.js';
import { clearDelay } from './storage/delay-rows.js';
import {
  lockAccount,
  selectAccount,
  selectAccounts,
  updateLocked,
  updatePassword,
} from './storage/account-rows.js';
import type { AccountRow } from './storage/account-rows.js';

type PasswordRefusal =
  'SIGN_IN_FAILED' | 'RATE_LIMITED' | 'PASSWORD_TOO_WEAK' | 'IDEMPOTENCY_KEY_REUSED';

/** Accounts: made, locked and unlocked by administrators; each changes the own password. */
@Injectable()
export class AccountsService {
  private readonly database: Database;
  private readonly work: UnitOfWork;
  private readonly clocks: Clocks;
  private readonly signIn: SignInService;

  constructor(database: Database, work: UnitOfWork, clocks: Clocks, signIn: SignInService) {
    this.database = database;
    this.work = work;
    this.clocks = clocks;
    this.signIn = signIn;
  }

  /** All accounts, by name. */
  async list(): Promise<UserView[]> {
    return (await selectAccounts(this.database.on('read'))).map(toView);
  }

  async byId(id: string): Promise<UserView | undefined> {
    const row = await selectAccount(this.database.on('read'), id);
    return row && toView(row);
  }

  /** Makes an account of the kind of this database; the value is its id. */
  async create(
    context: CommandContext,
    user: CreateUser,
  ): Promise<CommandResult<{ id: string }, 'NAME_TAKEN' | 'PASSWORD_TOO_WEAK'>> {
    const isWeak = isEasilyGuessed(user.password, user.username);
    const passwordHash = isWeak ? null : await hashPassword(user.password);
    return this.work.run<{ id: string }, 'NAME_TAKEN' | 'PASSWORD_TOO_WEAK'>(
      context,
      async (tx) => {
        if (passwordHash === null) return refused('PASSWORD_TOO_WEAK');
        const roles = [...new Set(user.roles)];
        const { username, displayName } = user;
        const account = { id: randomUUID(), username, displayName, roles, passwordHash };
        return createAccount(tx, { ...account, training: this.clocks.op.training });
      },
    );
  }

  /** Locks the account: its sessions and sockets end. Nobody locks the own account. */
  lock(
    context: CommandContext,
    id: string,
  ): Promise<CommandResult<null, 'NOT_FOUND' | 'ILLEGAL_TRANSITION'>> {
    return this.work.run<null, 'NOT_FOUND' | 'ILLEGAL_TRANSITION'>(context, async (tx) => {
      if (id === context.actor.id) return refused('ILLEGAL_TRANSITION', { reason: 'OWN_ACCOUNT' });
      const changed = await setLocked(tx, id, true);
      if (changed.ok) await closeSessions(tx, { accountId: id }, 'LOCKED');
      return changed;
    });
  }

  /** Lets a locked account in again, at once. */
  unlock(context: CommandContext, id: string): Promise<CommandResult<null, 'NOT_FOUND'>> {
    return this.work.run<null, 'NOT_FOUND'>(context, async (tx) => {
      const account = await selectAccount(tx.db, id);
      if (account) await clearDelay(tx.db, hashOf(account.username));
      return setLocked(tx, id, false);
    });
  }

  /** Sets a new password after proof of the present one, and ends the account's other sessions. */
  async changePassword(
    context: CommandContext,
    user: UserPrincipal,
    change: ChangePassword,
  ): Promise<Outcome<null, PasswordRefusal>> {
    if (isEasilyGuessed(change.next, user.username)) return refused('PASSWORD_TOO_WEAK');
    const checked = await this.signIn.checkPassword(user.username, change.current);
    if (!checked.ok) return checked;
    const hash = await hashPassword(change.next);
    return this.work.run<null, 'SIGN_IN_FAILED'>(context, async (tx) => {
      const account = await lockAccount(tx.db, user.accountId);
      if (account?.password_hash !== checked.value.password_hash) return refused('SIGN_IN_FAILED');
      await clearDelay(tx.db, hashOf(user.username));
      await updatePassword(tx.db, user.accountId, hash, tx.recordedAt);
      recordChange(tx, 'account.changed', account, ['password']);
      const others = { accountId: user.accountId, except: user.sessionId };
      await closeSessions(tx, others, 'PASSWORD_CHANGED');
      return done(null);
    });
  }
}

/** No record when the account is already as wanted. */
async function setLocked(
  tx: CommandTransaction,
  id: string,
  locked: boolean,
): Promise<Outcome<null, 'NOT_FOUND'>> {
  const account = await lockAccount(tx.db, id);
  if (!account) return refused('NOT_FOUND');
  if (account.locked !== locked) {
    await updateLocked(tx.db, id, locked);
    recordChange(tx, locked ? 'account.locked' : 'account.unlocked', account, ['locked']);
  }
  return done(null);
}

function recordChange(
  tx: CommandTransaction,
  kind: 'account.changed' | 'account.locked' | 'account.unlocked',
  { id, version }: AccountRow,
  fields: readonly string[],
): void {
  const entity = { kind: 'account', id };
  tx.record({ kind, entity, fromVersion: version, toVersion: version + 1, fields });
}

function toView(row: AccountRow): UserView {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    roles: row.roles,
    locked: row.locked,
    createdAt: row.created_at.toISOString(),
  };
}
