/** How far the link is gone: `quiet` shows only "data as of", then the bar turns amber and red. */
export type LinkLevel = 'live' | 'quiet' | 'amber' | 'red';

export const AMBER_AFTER_MS = 3_000;
export const RED_AFTER_MS = 10_000;
/** A heartbeat comes every five seconds; without one for this long the link counts as lost. */
export const SILENCE_MS = 7_500;

const FIRST_DELAY_MS = 250;
// with the handshake, a console is whole within five seconds of the server's return
const LONGEST_DELAY_MS = 3_000;

/** Level for a link lost since `lostSinceMs` (null: it is up), at `nowMs`, same clock. */
export function linkLevel(lostSinceMs: number | null, nowMs: number): LinkLevel {
  if (lostSinceMs === null) return 'live';
  const lostForMs = nowMs - lostSinceMs;
  if (lostForMs > RED_AFTER_MS) return 'red';
  return lostForMs > AMBER_AFTER_MS ? 'amber' : 'quiet';
}

/** Wait before the n-th attempt (from 0): doubling, capped, with half of it at random so desks spread out. */
export function reconnectDelayMs(attempt: number, random: number): number {
  const fullMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return Math.round(fullMs / 2 + (random * fullMs) / 2);
}
