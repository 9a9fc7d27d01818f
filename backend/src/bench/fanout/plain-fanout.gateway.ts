import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

/** One moved unit as the obvious design sends it. */
export interface PlainPosition {
  readonly unitId: string;
  readonly lat: number;
  readonly lon: number;
  readonly fixAt: string;
  readonly courseDeg: number;
}

/** The obvious ways to tell consoles of positions, on a socket.io server of their own in this process. */
export interface PlainFanout {
  readonly url: string;
  /** One JSON message a tick with all that moved, encoded once for everybody. */
  emitAll(positions: readonly PlainPosition[]): void;
  /** One message for each unit that moved. */
  emitEach(positions: readonly PlainPosition[]): void;
  close(): Promise<void>;
}

export async function plainFanout(): Promise<PlainFanout> {
  const http = createServer();
  const io = new Server(http, { serveClient: false, perMessageDeflate: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    emitAll: (positions) => io.emit('positions', { atMs: Date.now(), positions }),
    emitEach: (positions) => {
      for (const position of positions) io.emit('position', position);
    },
    close: async () => {
      await io.close();
    },
  };
}
