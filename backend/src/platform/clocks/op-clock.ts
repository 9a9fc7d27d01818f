import type { WallClock } from './wall-clock.js';

/** Where operational time was tied to the wall, and how fast it runs from there. */
export interface ClockAnchor {
  readonly anchorOpMs: number;
  readonly anchorWallMs: number;
  readonly speed: number;
  readonly training: boolean;
  readonly version: number;
}

/**
 * Operational time: calls, fixes, statuses, grade targets, age of fixes.
 * `op = anchorOp + (wall - anchorWall) * speed`, whole milliseconds. Never runs back, not even
 * when the wall clock is set back or a late anchor arrives: it then stands still.
 */
export class OpClock {
  private readonly wall: WallClock;
  private current: ClockAnchor;
  private latestMs = -Infinity;

  constructor(wall: WallClock, anchor: ClockAnchor) {
    this.wall = wall;
    this.current = anchor;
  }

  nowMs(): number {
    const opMs = opAtMs(this.current, this.wall.nowMs());
    this.latestMs = Math.max(this.latestMs, opMs);
    return this.latestMs;
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  get speed(): number {
    return this.current.speed;
  }

  get training(): boolean {
    return this.current.training;
  }

  get anchor(): ClockAnchor {
    return this.current;
  }

  /** Takes a newer anchor, as told by `clock.anchored`; an older version is ignored. */
  follow(anchor: ClockAnchor): void {
    if (anchor.version > this.current.version) this.current = anchor;
  }
}

/** Operational time at a wall time under an anchor, in whole milliseconds. */
export function opAtMs(anchor: ClockAnchor, wallMs: number): number {
  return Math.floor(anchor.anchorOpMs + (wallMs - anchor.anchorWallMs) * anchor.speed);
}
