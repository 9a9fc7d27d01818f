/** A 4-ary min-heap of (key in ms, item) over typed arrays; grows, is reused, never allocates per query. */
export class ArcHeap {
  size = 0;
  private keys: Int32Array;
  private items: Int32Array;

  constructor(capacity = 4096) {
    this.keys = new Int32Array(capacity);
    this.items = new Int32Array(capacity);
  }

  clear(): void {
    this.size = 0;
  }

  /** Smallest key; only where `size > 0`. */
  minKey(): number {
    return this.keys[0] as number;
  }

  push(key: number, item: number): void {
    if (this.size === this.keys.length) this.grow();
    const { keys, items } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const parentKey = keys[parent] as number;
      if (parentKey <= key) break;
      keys[at] = parentKey;
      items[at] = items[parent] as number;
      at = parent;
    }
    keys[at] = key;
    items[at] = item;
  }

  /** Removes the smallest key and returns its item; only where `size > 0`. */
  pop(): number {
    const { keys, items } = this;
    const top = items[0] as number;
    const last = --this.size;
    const key = keys[last] as number;
    const item = items[last] as number;
    let at = 0;
    for (let first = 1; first < last; first = 4 * at + 1) {
      let child = first;
      const end = first + 4 < last ? first + 4 : last;
      for (let i = first + 1; i < end; i++)
        if ((keys[i] as number) < (keys[child] as number)) child = i;
      if ((keys[child] as number) >= key) break;
      keys[at] = keys[child] as number;
      items[at] = items[child] as number;
      at = child;
    }
    keys[at] = key;
    items[at] = item;
    return top;
  }

  private grow(): void {
    const keys = new Int32Array(this.keys.length * 2);
    const items = new Int32Array(keys.length);
    keys.set(this.keys);
    items.set(this.items);
    this.keys = keys;
    this.items = items;
  }
}
