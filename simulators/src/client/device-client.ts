import { io, type Socket } from 'socket.io-client';
import { DEVICE_NAMESPACE } from '@muster/contracts';
import type {
  AssignmentOrder,
  ClockView,
  DeviceState,
  DeviceToServer,
  Nack,
  PositionAck,
  PositionFix,
  ServerToDevice,
  SocketTicket,
} from '@muster/contracts';
import { HttpClient } from './http-client.js';

export interface DeviceListener {
  state(state: DeviceState): void;
  order(order: AssignmentOrder): void;
  clock(clock: ClockView): void;
}

const ACK_WITHIN_MS = 10_000;
/** Fixes kept while there is no link; the oldest go first beyond it. */
const MOST_KEPT = 2000;
const MOST_IN_BATCH = 200;

export interface DeviceCounts {
  acknowledged: number;
  refused: Record<string, number>;
  nacks: Record<string, number>;
  socketErrors: number;
}

/** An officer's device: keeps its fixes until they are acknowledged, and its orders by (assignment, version). */
export class DeviceClient {
  readonly http: HttpClient;
  readonly counts: DeviceCounts = { acknowledged: 0, refused: {}, nacks: {}, socketErrors: 0 };
  private socket: Socket<ServerToDevice, DeviceToServer> | undefined;
  private readonly waiting: PositionFix[] = [];
  private sending = false;
  private readonly seen = new Map<string, number>();

  constructor(
    baseUrl: string,
    token: string,
    private readonly listener: DeviceListener,
  ) {
    this.http = new HttpClient(baseUrl, token);
  }

  /** Opens the socket with a fresh ticket; resolves when connected, rejects when refused. */
  async connect(): Promise<void> {
    const socket: Socket<ServerToDevice, DeviceToServer> = io(
      this.http.baseUrl + DEVICE_NAMESPACE,
      {
        transports: ['websocket'],
        reconnectionDelay: 500,
        reconnectionDelayMax: 4000,
        auth: (give) => void this.ticket().then((ticket) => give({ ticket })),
      },
    );
    this.socket = socket;
    socket.on('state', (state) => {
      this.listener.state(state);
      for (const order of state.orders) this.receive(order);
    });
    socket.on('order', (order) => this.receive(order));
    socket.on('clock', (clock) => this.listener.clock(clock));
    socket.on('connect', () => void this.flush());
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    socket.on('connect_error', () => (this.counts.socketErrors += 1));
  }

  /** Loses the signal: nothing goes out or comes in until `connect` is called again. */
  disconnect(): void {
    this.socket?.disconnect();
    this.socket = undefined;
  }

  get connected(): boolean {
    return this.socket?.connected === true;
  }

  /** Fixes that are not acknowledged yet. */
  get unacknowledged(): number {
    return this.waiting.length;
  }

  /** Takes a fix in; it goes out now, or with the others when the link is back. */
  send(fix: PositionFix): void {
    this.waiting.push(fix);
    if (this.waiting.length > MOST_KEPT) this.waiting.shift();
    void this.flush();
  }

  private async ticket(): Promise<string> {
    const answer = await this.http.call<SocketTicket>('deviceTicket');
    return answer.ok ? answer.value.ticket : '';
  }

  private async flush(): Promise<void> {
    if (this.sending || !this.connected) return;
    this.sending = true;
    try {
      while (this.waiting.length > 0 && (await this.sendBatch()));
    } finally {
      this.sending = false;
    }
  }

  private async sendBatch(): Promise<boolean> {
    const socket = this.socket;
    if (!socket?.connected) return false;
    const fixes = this.waiting.slice(0, MOST_IN_BATCH);
    let answer: PositionAck | Nack;
    try {
      answer = (await socket.timeout(ACK_WITHIN_MS).emitWithAck('positions', { fixes })) as
        PositionAck | Nack;
    } catch {
      // No answer in time: the fixes stay and go out again; the server drops what it has.
      return false;
    }
    if (!answer.ok) {
      this.counts.nacks[answer.error.code] = (this.counts.nacks[answer.error.code] ?? 0) + 1;
      return false;
    }
    this.waiting.splice(0, fixes.length);
    this.counts.acknowledged += fixes.length - answer.refused.length;
    for (const { reason } of answer.refused) {
      this.counts.refused[reason] = (this.counts.refused[reason] ?? 0) + 1;
    }
    return true;
  }

  private receive(order: AssignmentOrder): void {
    if ((this.seen.get(order.assignmentId) ?? 0) >= order.version) return;
    this.seen.set(order.assignmentId, order.version);
    this.listener.order(order);
  }
}
