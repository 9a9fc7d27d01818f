/**
 * The clock on the wall: sessions, tickets, leases, rate limits, heartbeats and `recorded_at`.
 * The only place of the backend that asks the machine for the time.
 */
export abstract class WallClock {
  abstract nowMs(): number;

  now(): Date {
    return new Date(this.nowMs());
  }
}

export class SystemWallClock extends WallClock {
  nowMs(): number {
    return Date.now();
  }
}

/** A wall clock that moves only when told, for tests and simulated runs. */
export class FakeWallClock extends WallClock {
  private currentMs: number;

  constructor(startsAt: string) {
    super();
    this.currentMs = new Date(startsAt).getTime();
  }

  nowMs(): number {
    return this.currentMs;
  }

  /** Moves by `byMs`; negative plays a wall clock that is set back. */
  advance(byMs: number): void {
    this.currentMs += byMs;
  }
}
