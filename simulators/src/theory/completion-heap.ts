/** Times at which busy servers become free, earliest first (binary heap). */
export class CompletionHeap {
  private readonly times: number[] = [];

  get size(): number {
    return this.times.length;
  }

  /** The earliest time; infinite when empty. */
  get first(): number {
    return this.times[0] ?? Infinity;
  }

  push(time: number): void {
    const times = this.times;
    let at = times.push(time) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if ((times[up] as number) <= time) break;
      times[at] = times[up] as number;
      at = up;
    }
    times[at] = time;
  }

  pop(): number {
    const times = this.times;
    const first = times[0];
    const moved = times.pop();
    if (first === undefined || moved === undefined) throw new Error('pop from an empty heap');
    if (times.length > 0) this.sink(moved);
    return first;
  }

  private sink(time: number): void {
    const times = this.times;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= times.length) break;
      if (child + 1 < times.length && (times[child + 1] as number) < (times[child] as number))
        child++;
      if ((times[child] as number) >= time) break;
      times[at] = times[child] as number;
      at = child;
    }
    times[at] = time;
  }
}
