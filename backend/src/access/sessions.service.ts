import { Injectable } from '@nestjs/common';
import { InjectConfig } from '../platform/config/config-token.js';
import type { Config } from '../platform/config/settings.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import { done, UnitOfWork } from '../platform/database/unit-of-work.js';
import type { CommandContext } from '../platform/database/unit-of-work.js';
import type { UserPrincipal } from './principal.decorator.js';
import { hashOf } from './secret.js';
import { closeSessions } from './session-opening.js';
import {
  deleteOldSessions,
  selectLive,
  selectLiveByToken,
  touchSessions,
} from './storage/session-rows.js';
import type { Liveness, LiveSession } from './storage/session-rows.js';

const TOUCH_EVERY_MS = 60_000;
const KEPT_AFTER_EXPIRY_MS = 86_400_000;

/** Sessions: who a cookie stands for, and when that ends. Asked anew with every request. */
@Injectable()
export class SessionsService {
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

  /** The user of a token; undefined when it is unknown, ended, expired, idle or its account locked. */
  async byToken(token: string): Promise<UserPrincipal | undefined> {
    const db = this.database.on('command');
    const liveness = this.liveness();
    const found = await selectLiveByToken(db, hashOf(token), liveness);
    if (!found) return undefined;
    if (liveness.now.getTime() - found.last_used_at.getTime() > TOUCH_EVERY_MS) {
      await touchSessions(db, [found.id], liveness.now);
    }
    return toPrincipal(found);
  }

  /** The user of a session that holds now. */
  async byId(id: string): Promise<UserPrincipal | undefined> {
    const [found] = await selectLive(this.database.on('command'), [id], this.liveness());
    return found && toPrincipal(found);
  }

  /** Those of the sessions that hold now; an open socket counts as use. */
  async keepAlive(ids: readonly string[]): Promise<Set<string>> {
    const db = this.database.on('read');
    const liveness = this.liveness();
    const live = (await selectLive(db, ids, liveness)).map(({ id }) => id);
    await touchSessions(db, live, liveness.now);
    return new Set(live);
  }

  /** Ends the session of the one who asks. */
  async signOut(context: CommandContext, user: UserPrincipal): Promise<void> {
    await this.work.run(context, async (tx) => {
      await closeSessions(tx, { accountId: user.accountId, only: user.sessionId }, 'SIGNED_OUT');
      return done(null);
    });
  }

  /** Removes what expired more than a day ago. */
  async removeOld(): Promise<void> {
    const before = new Date(this.clocks.wall.nowMs() - KEPT_AFTER_EXPIRY_MS);
    await deleteOldSessions(this.database.on('background'), before);
  }

  private liveness(): Liveness {
    const now = this.clocks.wall.now();
    const usedSince = new Date(now.getTime() - this.config.sessionIdleMs);
    return { now, usedSince, training: this.clocks.op.training };
  }
}

function toPrincipal(session: LiveSession): UserPrincipal {
  return {
    kind: 'user',
    accountId: session.account_id,
    sessionId: session.id,
    username: session.username,
    displayName: session.display_name,
    roles: session.roles,
    expiresAt: session.expires_at,
  };
}
