import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { InjectConfig } from '../platform/config/config-token.js';
import type { Config } from '../platform/config/settings.js';
import { Refusal } from '../platform/http/refusal.js';

const MINUTE_S = 60;

/** How often one address may try to get in, by whatever door. */
@Injectable()
export class SignInLimits {
  private readonly byAddress: RateLimiterMemory;

  constructor(@InjectConfig() config: Config) {
    this.byAddress = new RateLimiterMemory({ points: config.signInPerMinute, duration: MINUTE_S });
  }

  /** Counts one attempt; throws RATE_LIMITED with the seconds to wait when there were too many. */
  async take(address: string): Promise<void> {
    try {
      await this.byAddress.consume(address);
    } catch (limit) {
      if (!(limit instanceof RateLimiterRes)) throw limit;
      throw new Refusal('RATE_LIMITED', { retryAfterS: Math.ceil(limit.msBeforeNext / 1000) });
    }
  }
}
