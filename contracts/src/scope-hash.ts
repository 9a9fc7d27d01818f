/** What a subscription's hash covers: one entry per thing in view. */
export interface ScopeEntry {
  kind: string;
  id: string;
  version: number;
}

const PRIME_A = 2654435761;
const PRIME_B = 1597334677;

/**
 * Hash of a view, equal on server and client exactly when they hold the same (kind, id, version) set.
 * 53-bit cyrb53 over the sorted entries, as 14 hex digits: it detects drift, it does not resist forgery.
 */
export function scopeHash(entries: Iterable<ScopeEntry>): string {
  const lines = Array.from(entries, (entry) => `${entry.kind}:${entry.id}:${entry.version}`).sort();
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (const line of lines) {
    for (let index = 0; index < line.length; index += 1) {
      const code = line.charCodeAt(index);
      a = Math.imul(a ^ code, PRIME_A);
      b = Math.imul(b ^ code, PRIME_B);
    }
    a = Math.imul(a ^ 10, PRIME_A);
    b = Math.imul(b ^ 10, PRIME_B);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16).padStart(14, '0');
}
