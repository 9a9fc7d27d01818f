import type { FactFrame } from '@muster/contracts';

/** The last frames sent, so that a console that missed a few need not take a snapshot. */
export class FrameHistory {
  private frames: FactFrame[] = [];

  constructor(private readonly most = 1000) {}

  push(frame: FactFrame): void {
    this.frames.push(frame);
    if (this.frames.length > this.most) this.frames = this.frames.slice(-(this.most >> 1));
  }

  /** Frames after `seq`, or undefined when they are not all here any more. */
  after(seq: number, lastSeq: number): FactFrame[] | undefined {
    if (seq === lastSeq) return [];
    const at = this.frames.findIndex((frame) => frame.prev === seq);
    return at < 0 ? undefined : this.frames.slice(at);
  }

  clear(): void {
    this.frames = [];
  }
}
