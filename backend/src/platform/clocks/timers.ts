/** Timers of a node, injected so that tests fire them by hand instead of sleeping. */
export abstract class Timers {
  /** Calls `run` each `everyMs` until the returned function is called. */
  abstract every(everyMs: number, run: () => void): () => void;

  /** Calls `run` once after `afterMs` unless the returned function is called first. */
  abstract after(afterMs: number, run: () => void): () => void;
}

export class SystemTimers extends Timers {
  every(everyMs: number, run: () => void): () => void {
    const timer = setInterval(run, everyMs);
    return () => clearInterval(timer);
  }

  after(afterMs: number, run: () => void): () => void {
    const timer = setTimeout(run, afterMs);
    return () => clearTimeout(timer);
  }
}

/** Timers that fire only when told. */
export class FakeTimers extends Timers {
  private readonly pending = new Set<{ readonly run: () => void; readonly once: boolean }>();

  every(_everyMs: number, run: () => void): () => void {
    return this.add({ run, once: false });
  }

  after(_afterMs: number, run: () => void): () => void {
    return this.add({ run, once: true });
  }

  /** Fires everything that waits, once. */
  fire(): void {
    for (const timer of [...this.pending]) {
      if (timer.once) this.pending.delete(timer);
      timer.run();
    }
  }

  private add(timer: { readonly run: () => void; readonly once: boolean }): () => void {
    this.pending.add(timer);
    return () => void this.pending.delete(timer);
  }
}
