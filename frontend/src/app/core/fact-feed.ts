import type { FactFrame, Heartbeat, ResyncReply, ConsoleSnapshot } from '@muster/contracts';
import type { BeatVerdict, FrameVerdict } from './scope.js';

/** What the feed writes to; `LiveStore` in the product. */
export interface FactSink {
  reset(snapshot: ConsoleSnapshot): void;
  take(frame: FactFrame): FrameVerdict;
  check(beat: Heartbeat): BeatVerdict;
}

/** What the feed needs from the socket; each rejects when the link is gone. */
export interface FactSource {
  subscribe(): Promise<ConsoleSnapshot>;
  resync(): Promise<ResyncReply>;
}

export interface FeedCounts {
  gaps: number;
  mismatches: number;
  resyncs: number;
}

/**
 * Keeps a sink equal to the server: frames in order, a gap asks for the missed frames, a differing
 * hash asks for a whole snapshot. While an answer is on its way frames wait, and are then taken in order.
 */
export class FactFeed {
  readonly counts: FeedCounts = { gaps: 0, mismatches: 0, resyncs: 0 };
  private waiting: FactFrame[] = [];
  private catching: Promise<void> | null = null;

  constructor(
    private readonly sink: FactSink,
    private readonly source: FactSource,
  ) {}

  /** First contact on a link; a desk that holds a scope already asks only for what it missed. */
  begin(holdsScope: boolean): Promise<void> {
    return this.catchUp(holdsScope ? 'missed' : 'everything');
  }

  frame(frame: FactFrame): void {
    if (this.catching) {
      this.waiting.push(frame);
      return;
    }
    if (this.sink.take(frame) !== 'gap') return;
    this.counts.gaps += 1;
    this.waiting.push(frame);
    this.again('missed');
  }

  beat(beat: Heartbeat): void {
    if (this.catching || this.sink.check(beat) !== 'different') return;
    this.counts.mismatches += 1;
    this.again('everything');
  }

  private again(what: 'missed' | 'everything'): void {
    this.counts.resyncs += 1;
    // a broken link ends in its own reconnect, which begins anew
    this.catchUp(what).catch(() => undefined);
  }

  private catchUp(what: 'missed' | 'everything'): Promise<void> {
    this.catching ??= this.ask(what).finally(() => {
      this.catching = null;
    });
    return this.catching.then(() => this.drain());
  }

  private async ask(what: 'missed' | 'everything'): Promise<void> {
    if (what === 'everything') {
      this.sink.reset(await this.source.subscribe());
      return;
    }
    const reply = await this.source.resync();
    if (reply.kind === 'snapshot') this.sink.reset(reply.snapshot);
    else if (!reply.frames.every((frame) => this.sink.take(frame) !== 'gap')) {
      this.sink.reset(await this.source.subscribe());
    }
  }

  /** Takes what waited; a frame that still does not join is left to the next heartbeat's hash. */
  private drain(): void {
    const frames = this.waiting.sort((a, b) => a.seq - b.seq);
    this.waiting = [];
    for (const frame of frames) {
      if (this.sink.take(frame) === 'gap') return void (this.counts.gaps += 1);
    }
  }
}
