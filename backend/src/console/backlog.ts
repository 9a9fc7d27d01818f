import type { Socket } from 'socket.io';

/** Messages that may wait for a console that does not read them. */
export const MOST_WAITING = 500;

/** What engine.io keeps for a connection until its transport takes more; not in its types. */
interface WithBuffer {
  readonly writeBuffer: readonly unknown[];
}

/**
 * Cuts consoles that do not read: what waits for them must not fill the memory. Such a console comes
 * back with a resync. Returns how many were cut.
 */
export function cutFrozen(sockets: Iterable<Pick<Socket, 'conn'>>, most = MOST_WAITING): number {
  let cut = 0;
  for (const { conn } of sockets) {
    if ((conn as unknown as WithBuffer).writeBuffer.length <= most) continue;
    // an orderly end would wait until everything was read
    conn.close(true);
    cut += 1;
  }
  return cut;
}
