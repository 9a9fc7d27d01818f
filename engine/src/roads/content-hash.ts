const PRIMES = [0x9e3779b1, 0x85ebca77] as const;

/**
 * 64-bit hash of a buffer as 16 hex digits, for versions and for noticing damage. Two lanes of
 * multiply-rotate mixing over 32-bit words; not for use against a deliberate forger.
 * `bytes` must be a multiple of four.
 */
export function contentHash(buffer: ArrayBufferLike, from: number, bytes: number): string {
  const words = new Uint32Array(buffer, from, bytes / 4);
  let a = 0x12345678 ^ bytes;
  let b = 0x6c62272e;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    a = Math.imul((a << 13) | (a >>> 19), PRIMES[0]) ^ word;
    b = Math.imul((b << 7) | (b >>> 25), PRIMES[1]) + word;
  }
  return hex(avalanche(a ^ (b >>> 3))) + hex(avalanche(b ^ (a << 5)));
}

function avalanche(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
