import { Controller } from '@nestjs/common';
import { Refusal } from '../http/refusal.js';
import { Route } from '../http/route.decorator.js';
import { Readiness } from './readiness.js';

/** For supervisors and load balancers: is the process alive, and should it get traffic. */
@Controller()
export class HealthController {
  private readonly readiness: Readiness;

  constructor(readiness: Readiness) {
    this.readiness = readiness;
  }

  @Route('system.live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** 503 with the names of what is missing. */
  @Route('system.ready')
  async ready(): Promise<{ status: 'ready' }> {
    const failing = await this.readiness.failing();
    if (failing.length === 0) return { status: 'ready' };
    throw new Refusal('UNAVAILABLE', { details: { failing: failing.join(' ') }, retryAfterS: 2 });
  }
}
