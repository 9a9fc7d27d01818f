import type { Nack, PositionAck } from '@muster/contracts';
import type { LoadDevices } from './load-devices.js';

export interface FlowCounts {
  /** Fixes whose time to be sent came. */
  offered: number;
  sent: number;
  acknowledged: number;
  refused: number;
  readonly nacks: Record<string, number>;
  /** From the intended time of sending to the acknowledgement, ms. */
  readonly ackMs: number[];
  /** How late this generator itself was, ms. */
  readonly lagMs: number[];
}

const PAUSE_MS = 1;

/**
 * Sends fixes at an even rate whatever the answers do: a server that stalls is not spared, and the
 * wait of the fixes that should have gone out meanwhile counts from when they should have.
 */
export class OpenLoop {
  counts = emptyCounts();
  private timer: NodeJS.Timeout | undefined;
  private nextMs = 0;
  private next = 0;

  constructor(private readonly devices: LoadDevices) {}

  start(ratePerS: number): void {
    this.stop();
    this.counts = emptyCounts();
    this.nextMs = performance.now();
    const everyMs = 1000 / ratePerS;
    const turn = (): void => {
      const nowMs = performance.now();
      for (; this.nextMs <= nowMs; this.nextMs += everyMs) this.sendOne(this.nextMs, nowMs);
      this.timer = setTimeout(turn, PAUSE_MS);
    };
    turn();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private sendOne(intendedMs: number, nowMs: number): void {
    const device = this.devices.all[this.next++ % this.devices.all.length];
    const { counts } = this;
    counts.offered += 1;
    counts.lagMs.push(nowMs - intendedMs);
    if (!device) return;
    const sent = this.devices.send(device, (answer) => note(counts, answer, intendedMs));
    if (sent) counts.sent += 1;
  }
}

function note(counts: FlowCounts, answer: PositionAck | Nack, intendedMs: number): void {
  if (!answer.ok) {
    counts.nacks[answer.error.code] = (counts.nacks[answer.error.code] ?? 0) + 1;
    return;
  }
  counts.acknowledged += answer.accepted;
  counts.refused += answer.refused.length;
  counts.ackMs.push(performance.now() - intendedMs);
}

function emptyCounts(): FlowCounts {
  return { offered: 0, sent: 0, acknowledged: 0, refused: 0, nacks: {}, ackMs: [], lagMs: [] };
}
