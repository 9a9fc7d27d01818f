import { io, type Socket } from 'socket.io-client';
import { CONSOLE_NAMESPACE, decodePositionFrame } from '@muster/contracts';
import type {
  ConsoleSnapshot,
  ConsoleToServer,
  ServerToConsole,
  SocketReply,
  SocketTicket,
} from '@muster/contracts';
import { HttpClient } from '../client/http-client.js';

/** What the benchmark asks of this process, one message at a time; each is answered by one. */
type Request =
  | { kind: 'consoles'; url: string; token: string; count: number }
  | { kind: 'plain'; url: string; count: number; event: 'all' | 'one' }
  | { kind: 'reset' }
  | { kind: 'counts' }
  | { kind: 'close' };

/** One console in this many decodes every record, as a screen does; the others look at the header only. */
const DECODED_EVERY = 10;
const CONNECT_AT_ONCE = 20;

let sockets: { disconnect(): unknown }[] = [];
let counts = { frames: 0, bytes: 0, updates: 0, sinceTickMs: [] as number[] };

/** Consoles without screens, in a process of their own, that count what reaches them. */
async function answer(request: Request): Promise<object> {
  switch (request.kind) {
    case 'consoles':
      await openConsoles(request);
      return { open: sockets.length };
    case 'plain':
      await openPlain(request);
      return { open: sockets.length };
    case 'reset':
      counts = { frames: 0, bytes: 0, updates: 0, sinceTickMs: [] };
      return {};
    case 'counts':
      return figures();
    case 'close':
      sockets.forEach((socket) => socket.disconnect());
      sockets = [];
      return {};
  }
}

function figures() {
  const sorted = counts.sinceTickMs.sort((a, b) => a - b);
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
  const { frames, bytes, updates } = counts;
  return { frames, bytes, updates, p50Ms: at(0.5) ?? null, p99Ms: at(0.99) ?? null };
}

async function openConsoles({ url, token, count }: Extract<Request, { kind: 'consoles' }>) {
  const http = new HttpClient(url);
  await http.must('signInByLink', { body: { token } });
  const first = await join(http, 0);
  const answer: SocketReply<ConsoleSnapshot> = await first.emitWithAck('subscribe', {});
  if (!answer.ok) throw new Error(answer.error.code);
  const { epoch, seq } = answer.value;
  // the others say that they hold the scope already: a snapshot of a whole force each is another matter
  await inLanes(count - 1, async (number) => {
    const socket = await join(http, number + 1);
    await socket.emitWithAck('resync', { epoch, seq });
  });
}

async function join(
  http: HttpClient,
  number: number,
): Promise<Socket<ServerToConsole, ConsoleToServer>> {
  const { ticket } = await http.must<SocketTicket>('socketTicket');
  const socket: Socket<ServerToConsole, ConsoleToServer> = io(http.baseUrl + CONSOLE_NAMESPACE, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { ticket },
  });
  socket.on('positions', (frame) => receive(frame as ArrayBuffer | Uint8Array, number));
  await connected(socket);
  sockets.push(socket);
  return socket;
}

function receive(frame: ArrayBuffer | Uint8Array, number: number): void {
  const bytes = frame instanceof Uint8Array ? frame : new Uint8Array(frame);
  const header = new DataView(bytes.buffer, bytes.byteOffset, 16);
  counts.frames += 1;
  counts.bytes += bytes.byteLength;
  counts.updates += header.getUint32(4, true);
  if (number % DECODED_EVERY !== 0) return;
  const { opMs } = decodePositionFrame(bytes);
  counts.sinceTickMs.push(Date.now() - opMs);
}

interface PlainTick {
  readonly atMs: number;
  readonly positions: readonly unknown[];
}

async function openPlain({ url, count, event }: Extract<Request, { kind: 'plain' }>) {
  await inLanes(count, async () => {
    const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true });
    if (event === 'one')
      socket.on('position', () => {
        counts.updates += 1;
      });
    else
      socket.on('positions', ({ atMs, positions }: PlainTick) => {
        counts.frames += 1;
        counts.updates += positions.length;
        counts.sinceTickMs.push(Date.now() - atMs);
      });
    await connected(socket);
    sockets.push(socket);
  });
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
}

async function inLanes(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let number = next++; number < count; number = next++) await work(number);
  };
  await Promise.all(Array.from({ length: CONNECT_AT_ONCE }, lane));
}

process.on('message', (request: Request) => {
  answer(request).then(
    (value) => process.send?.({ ok: true, ...value }),
    (error: unknown) => process.send?.({ ok: false, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
