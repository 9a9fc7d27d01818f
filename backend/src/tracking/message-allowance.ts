interface Window {
  startedMs: number;
  used: number;
}

const WINDOW_MS = 1000;

/** How many messages each device may send in a second. Holds one small entry a device, ever. */
export class MessageAllowance {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly messagesPerS: number) {}

  /** Takes one message at a wall time; false when the device has used up its second. */
  take(deviceId: string, nowMs: number): boolean {
    const window = this.windows.get(deviceId);
    if (!window) {
      this.windows.set(deviceId, { startedMs: nowMs, used: 1 });
      return true;
    }
    // a wall clock that was set back must not lock a device out
    if (nowMs - window.startedMs >= WINDOW_MS || nowMs < window.startedMs) {
      window.startedMs = nowMs;
      window.used = 0;
    }
    window.used += 1;
    return window.used <= this.messagesPerS;
  }
}
