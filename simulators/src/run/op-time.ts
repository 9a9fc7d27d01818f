import { opMsAt, type ClockAnchor, type ClockView } from '@muster/contracts';

/** The server's op clock as a client follows it: by its anchor and the skew between the wall clocks. */
export class OpTime {
  private anchor: ClockAnchor;
  private skewMs: number;

  constructor(
    view: ClockView,
    private readonly wallMs: () => number,
  ) {
    this.anchor = view.anchor;
    this.skewMs = Date.parse(view.wall) - wallMs();
  }

  follow(view: ClockView): void {
    this.anchor = view.anchor;
    this.skewMs = Date.parse(view.wall) - this.wallMs();
  }

  nowMs(): number {
    return opMsAt(this.anchor, this.wallMs() + this.skewMs);
  }

  get speed(): number {
    return this.anchor.speed;
  }
}
