import { Injectable } from '@nestjs/common';
import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Messages with fixes that one device may send a second, by socket and HTTP together; a batch counts once. */
const MESSAGES_PER_S = 20;

/** Keeps a device that floods from slowing the others. */
@Injectable()
export class DeviceRatesService {
  private readonly limiter = new RateLimiterMemory({ points: MESSAGES_PER_S, duration: 1 });

  /** Whether this message of the device may be taken now; it counts. */
  async allows(deviceId: string): Promise<boolean> {
    try {
      await this.limiter.consume(deviceId);
      return true;
    } catch (rejection) {
      // the limiter rejects with its result when the points are used up, with an Error when it failed
      if (rejection instanceof Error) throw rejection;
      return false;
    }
  }
}
