/** A source of chance that a seed repeats (mulberry32): numbers in [0, 1). */
export function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of these; throws when there is none. */
export function pick<T>(dice: () => number, from: readonly T[]): T {
  const picked = from[Math.floor(dice() * from.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}
