import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Role, Setup } from '@muster/contracts';
import { InjectConfig } from '../platform/config/config-token.js';
import type { Config } from '../platform/config/settings.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import { SYSTEM_ACTOR } from '../platform/database/db.js';
import { done, refused, UnitOfWork } from '../platform/database/unit-of-work.js';
import type { CommandTransaction, Outcome } from '../platform/database/unit-of-work.js';
import { createAccount } from './account-creation.js';
import { hashPassword, isEasilyGuessed } from './password.js';
import { hashOf, newSecret, newSetupCode, setupCodeHash } from './secret.js';
import { openSession } from './session-opening.js';
import type { OpenedSession } from './session-opening.js';
import { countAccounts, selectAccountByName } from './storage/account-rows.js';
import { putSetupCode, replaceLink, takeSetupCode } from './storage/entry-rows.js';

const LINK_LASTS_MS = 12 * 3_600_000;

/** Accounts that a training database has without anyone making them; entered by link only. */
const TRAINING_ACCOUNTS = [
  {
    username: 'dispatcher',
    displayName: 'Dispatcher (training)',
    roles: ['dispatcher'],
    screen: true,
  },
  {
    username: 'call-handler',
    displayName: 'Call handler (training)',
    roles: ['call_handler'],
    screen: true,
  },
  {
    username: 'supervisor',
    displayName: 'Supervisor (training)',
    roles: ['supervisor'],
    screen: true,
  },
  {
    username: 'simulator',
    displayName: 'Simulator',
    roles: ['integration', 'call_handler', 'dispatcher', 'supervisor'],
    screen: false,
  },
] as const satisfies readonly {
  username: string;
  displayName: string;
  roles: readonly Role[];
  screen: boolean;
}[];

export interface SignInLink {
  readonly username: string;
  readonly roles: readonly Role[];
  /** Whether a person uses it; otherwise it is for the simulators. */
  readonly screen: boolean;
  /** Path below the address of the console. Paths are not logged. */
  readonly path: string;
  readonly token: string;
}

type SetupRefusal =
  'SETUP_CODE_INVALID' | 'NAME_TAKEN' | 'PASSWORD_TOO_WEAK' | 'IDEMPOTENCY_KEY_REUSED';

/** How the first people get in: links in training, a set-up code in a live database without accounts. */
@Injectable()
export class FirstEntryService {
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
   * One link for each training account, made with the account where it is missing. Works once and
   * for twelve hours; links made before stop working. TRAINING_ONLY on a live database.
   */
  async createSignInLinks(): Promise<
    Outcome<SignInLink[], 'TRAINING_ONLY' | 'IDEMPOTENCY_KEY_REUSED'>
  > {
    if (!this.clocks.op.training) return refused('TRAINING_ONLY');
    const context = { actor: SYSTEM_ACTOR, command: 'access.links' };
    return this.work.run(context, async (tx) => {
      const links: SignInLink[] = [];
      for (const account of TRAINING_ACCOUNTS) links.push(await makeLink(tx, account));
      return done(links);
    });
  }

  /**
   * A new code for the first administrator, ending the one before; null when there are accounts
   * already or the database is for training.
   */
  async createSetupCode(): Promise<string | null> {
    if (this.clocks.op.training) return null;
    const code = newSetupCode();
    const made = await this.database.transaction({ lane: 'command' }, async (db) => {
      if ((await countAccounts(db)).all > 0) return false;
      await putSetupCode(db, setupCodeHash(code), this.clocks.wall.now());
      return true;
    });
    return made ? code : null;
  }

  /** Makes the first administrator and signs them in; the code is used up by it. */
  async setUp(given: Setup): Promise<Outcome<OpenedSession, SetupRefusal>> {
    const isWeak = isEasilyGuessed(given.password, given.username);
    const passwordHash = isWeak ? null : await hashPassword(given.password);
    const id = randomUUID();
    const context = { actor: { kind: 'user', id }, command: 'setup' } as const;
    return this.work.run<OpenedSession, Exclude<SetupRefusal, 'IDEMPOTENCY_KEY_REUSED'>>(
      context,
      async (tx) => {
        const isRight = await takeSetupCode(tx.db, setupCodeHash(given.code));
        if (!isRight || (await countAccounts(tx.db)).all > 0) return refused('SETUP_CODE_INVALID');
        if (passwordHash === null) return refused('PASSWORD_TOO_WEAK');
        const { username, displayName } = given;
        const made = await createAccount(tx, {
          id,
          username,
          displayName,
          roles: ['sysadmin'],
          passwordHash,
          training: false,
        });
        if (!made.ok) return made;
        return done(await openSession(tx, id, 'SETUP_CODE', this.config.sessionMs));
      },
    );
  }

  /** Whether accounts made for training are in a live database, which then must not be served. */
  async hasForeignAccounts(): Promise<boolean> {
    if (this.clocks.op.training) return false;
    return (await countAccounts(this.database.on('read'))).training > 0;
  }
}

async function makeLink(
  tx: CommandTransaction,
  account: (typeof TRAINING_ACCOUNTS)[number],
): Promise<SignInLink> {
  const { username, displayName, roles, screen } = account;
  const existing = await selectAccountByName(tx.db, username);
  const accountId = existing?.id ?? randomUUID();
  if (!existing) {
    const made = {
      id: accountId,
      username,
      displayName,
      roles,
      passwordHash: null,
      training: true,
    };
    await createAccount(tx, made);
  }
  const token = newSecret();
  const expiresAt = new Date(tx.recordedAt.getTime() + LINK_LASTS_MS);
  await replaceLink(tx.db, { tokenHash: hashOf(token), accountId, expiresAt });
  return { username, roles, screen, token, path: `/link/${token}` };
}
