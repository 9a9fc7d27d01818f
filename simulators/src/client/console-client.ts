import { io, type Socket } from 'socket.io-client';
import { CONSOLE_NAMESPACE, scopeHash } from '@muster/contracts';
import type {
  AssignmentView,
  ClockView,
  ConsoleSnapshot,
  ConsoleToServer,
  FactFrame,
  Heartbeat,
  IncidentView,
  ResyncReply,
  ScopeChange,
  ServerToConsole,
  SocketReply,
  SocketTicket,
  UnitView,
} from '@muster/contracts';
import type { HttpClient } from './http-client.js';

export interface ConsoleListener {
  clock(clock: ClockView): void;
  /** A heartbeat was held against this console's own view. */
  compared(beat: Heartbeat, ownHash: string): void;
}

export interface ConsoleCounts {
  frames: number;
  gaps: number;
  mismatches: number;
  socketErrors: number;
  positionFrames: number;
}

/** A console without a screen: holds the scope by snapshot, frames and resync, as a real one does. */
export class ConsoleClient {
  readonly counts: ConsoleCounts = {
    frames: 0,
    gaps: 0,
    mismatches: 0,
    socketErrors: 0,
    positionFrames: 0,
  };
  private readonly held = new Map<string, ScopeChange>();
  private socket: Socket<ServerToConsole, ConsoleToServer> | undefined;
  private epoch = 0;
  private seq = 0;
  private resyncing = false;

  constructor(
    private readonly http: HttpClient,
    private readonly listener: ConsoleListener,
  ) {}

  async connect(): Promise<void> {
    const socket: Socket<ServerToConsole, ConsoleToServer> = io(
      this.http.baseUrl + CONSOLE_NAMESPACE,
      {
        transports: ['websocket'],
        auth: (give) =>
          void this.http.must<SocketTicket>('socketTicket').then(({ ticket }) => give({ ticket })),
      },
    );
    this.socket = socket;
    socket.on('facts', (frame) => this.take(frame));
    socket.on('heartbeat', (beat) => this.compare(beat));
    socket.on('clock', (clock) => this.listener.clock(clock));
    socket.on('positions', () => (this.counts.positionFrames += 1));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    socket.on('connect_error', () => (this.counts.socketErrors += 1));
    socket.on('connect', () => void this.resync());
    await this.subscribe();
  }

  disconnect(): void {
    this.socket?.disconnect();
  }

  incidents(): IncidentView[] {
    return this.views('incident') as IncidentView[];
  }

  units(): UnitView[] {
    return this.views('unit') as UnitView[];
  }

  assignments(): AssignmentView[] {
    return this.views('assignment') as AssignmentView[];
  }

  private views(kind: ScopeChange['kind']): ScopeChange['view'][] {
    return [...this.held.values()]
      .filter((change) => change.kind === kind)
      .map((change) => change.view);
  }

  private async subscribe(): Promise<void> {
    const answer = (await this.socket?.timeout(10_000).emitWithAck('subscribe', {})) as
      SocketReply<ConsoleSnapshot> | undefined;
    if (!answer?.ok) throw new Error('subscription refused');
    this.restart(answer.value);
  }

  private restart(snapshot: ConsoleSnapshot): void {
    this.held.clear();
    this.epoch = snapshot.epoch;
    this.seq = snapshot.seq;
    const put = (kind: ScopeChange['kind'], view: ScopeChange['view']): void => {
      const change = {
        kind,
        id: view.id,
        version: view.version,
        removed: false,
        view,
      } as ScopeChange;
      this.held.set(`${kind}:${view.id}`, change);
    };
    for (const view of snapshot.incidents) put('incident', view);
    for (const view of snapshot.units) put('unit', view);
    for (const view of snapshot.assignments) put('assignment', view);
  }

  private take(frame: FactFrame): void {
    if (frame.epoch === this.epoch && frame.seq <= this.seq) return;
    if (frame.epoch !== this.epoch || frame.prev !== this.seq) {
      this.counts.gaps += 1;
      void this.resync();
      return;
    }
    this.counts.frames += 1;
    this.seq = frame.seq;
    for (const change of frame.changes) {
      const key = `${change.kind}:${change.id}`;
      if ((this.held.get(key)?.version ?? 0) >= change.version) continue;
      if (change.removed) this.held.delete(key);
      else this.held.set(key, change);
    }
  }

  private async resync(): Promise<void> {
    const socket = this.socket;
    if (this.resyncing || !socket?.connected) return;
    this.resyncing = true;
    try {
      const answer = (await socket
        .timeout(10_000)
        .emitWithAck('resync', { epoch: this.epoch, seq: this.seq })) as SocketReply<ResyncReply>;
      if (!answer.ok) return;
      if (answer.value.kind === 'snapshot') this.restart(answer.value.snapshot);
      else for (const frame of answer.value.frames) this.take(frame);
    } catch {
      // The link went before the answer; the next connect or heartbeat asks again.
    } finally {
      this.resyncing = false;
    }
  }

  private compare(beat: Heartbeat): void {
    if (beat.epoch !== this.epoch || beat.upTo !== this.seq) {
      if (beat.epoch !== this.epoch || beat.upTo > this.seq) void this.resync();
      return;
    }
    const own = scopeHash(
      [...this.held.values()].map(({ kind, id, version }) => ({ kind, id, version })),
    );
    if (own !== beat.hash) {
      this.counts.mismatches += 1;
      this.epoch = -1;
      void this.resync();
    }
    this.listener.compared(beat, own);
  }
}
