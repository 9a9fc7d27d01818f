import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Messages a second of one console: a map that is dragged sends many. */
const LIGHT_PER_S = 20;
/** Snapshots in ten seconds of one console; each carries the whole scope. */
const SNAPSHOTS_PER_10_S = 10;

/** What one console may ask of a node, so that a broken one cannot keep it busy. */
export class MessageLimits {
  private readonly light = new RateLimiterMemory({ points: LIGHT_PER_S, duration: 1 });
  private readonly heavy = new RateLimiterMemory({ points: SNAPSHOTS_PER_10_S, duration: 10 });

  /** @param weight `heavy` for messages that may be answered by a snapshot */
  async allows(socketId: string, weight: 'light' | 'heavy'): Promise<boolean> {
    try {
      await this[weight].consume(socketId);
      return true;
    } catch (rejection) {
      // the limiter rejects with its result when the points are used up, with an Error when it failed
      if (rejection instanceof Error) throw rejection;
      return false;
    }
  }
}
