import type { OpClock } from './op-clock.js';
import type { WallClock } from './wall-clock.js';

/** Both clocks of a node. Which one a rule uses is part of the rule. */
export class Clocks {
  readonly wall: WallClock;
  readonly op: OpClock;

  constructor(wall: WallClock, op: OpClock) {
    this.wall = wall;
    this.op = op;
  }
}
