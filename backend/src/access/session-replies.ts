import { Injectable } from '@nestjs/common';
import type { SessionView } from '@muster/contracts';
import { InjectConfig } from '../platform/config/config-token.js';
import type { Config } from '../platform/config/settings.js';
import { Clocks } from '../platform/clocks/clocks.js';
import type { HttpReply, HttpRequest } from '../platform/http/http-request.js';
import type { UserPrincipal } from './principal.decorator.js';
import { clearSessionCookie, setSessionCookie } from './session-cookie.js';
import type { OpenedSession } from './session-opening.js';
import { SignInLimits } from './sign-in-limits.js';

/** What the session's routes say and set: view, cookie, and the limit on trying. */
@Injectable()
export class SessionReplies {
  constructor(
    private readonly limits: SignInLimits,
    private readonly clocks: Clocks,
    @InjectConfig() private readonly config: Config,
  ) {}

  /** Throws RATE_LIMITED when the address tried too often. */
  takeAttempt(request: HttpRequest): Promise<void> {
    return this.limits.take(request.ip);
  }

  remember(reply: HttpReply, opened: OpenedSession): void {
    setSessionCookie(reply, opened, this.config.tls);
  }

  forget(reply: HttpReply): void {
    clearSessionCookie(reply, this.config.tls);
  }

  view(user: UserPrincipal): SessionView {
    return {
      userId: user.accountId,
      username: user.username,
      displayName: user.displayName,
      roles: [...user.roles],
      mode: this.clocks.op.training ? 'TRAINING' : 'LIVE',
      expiresAt: user.expiresAt.toISOString(),
    };
  }
}
