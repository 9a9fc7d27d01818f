import { exponential } from '../random/distributions.js';
import type { RandomStream } from '../random/stream.js';
import { HOUR_OF_WEEK_DEMAND, hourOfWeek } from './hour-of-week.js';

const HOUR_MS = 3_600_000;

/** A rate that is constant within each clock hour, with its integral: an inhomogeneous Poisson process. */
export class HourlyRate {
  constructor(private readonly perHourAt: (hour: number) => number) {}

  /** The mean rate of `perHour` shaped by the hour of the week. */
  static byHourOfWeek(perHour: number): HourlyRate {
    return new HourlyRate(
      (hour) => perHour * (HOUR_OF_WEEK_DEMAND[hourOfWeek(hour * HOUR_MS)] ?? 0),
    );
  }

  /** Rate per hour at an instant in ms. */
  at(atMs: number): number {
    return this.perHourAt(Math.floor(atMs / HOUR_MS));
  }

  /** Expected number of events between two instants. */
  expected(fromMs: number, toMs: number): number {
    let sum = 0;
    for (let at = fromMs; at < toMs;) {
      const end = Math.min(toMs, (Math.floor(at / HOUR_MS) + 1) * HOUR_MS);
      sum += (this.at(at) * (end - at)) / HOUR_MS;
      at = end;
    }
    return sum;
  }

  /**
   * Instants of events in [fromMs, toMs), as fractions of ms, by exact inversion of the integral: unit
   * exponential steps in expected events. The first n events do not depend on `toMs`.
   */
  *events(rng: RandomStream, fromMs: number, toMs: number): Generator<number> {
    let at = fromMs;
    for (;;) {
      let need = exponential(rng, 1);
      for (;;) {
        const end = (Math.floor(at / HOUR_MS) + 1) * HOUR_MS;
        const rate = this.at(at) / HOUR_MS;
        const within = rate * (end - at);
        if (within > need) {
          at += need / rate;
          break;
        }
        need -= within;
        at = end;
        if (at >= toMs) return;
      }
      if (at >= toMs) return;
      yield at;
    }
  }
}
