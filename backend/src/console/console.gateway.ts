import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketServer,
} from '@nestjs/websockets';
import type { OnGatewayDisconnect } from '@nestjs/websockets';
import {
  CONSOLE_NAMESPACE,
  encodePositionFrame,
  resyncSchema,
  subscribeSchema,
  viewportSchema,
  watchSchema,
} from '@muster/contracts';
import type {
  ConsoleSnapshot,
  ConsoleToServer,
  FramePosition,
  Resync,
  ResyncReply,
  ServerToConsole,
  SocketReply,
  Viewport,
  Watch,
} from '@muster/contracts';
import type { Namespace, Socket } from 'socket.io';
import { clockView } from '../platform/clocks/clock-view.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { Timers } from '../platform/clocks/timers.js';
import { TicketGateway } from '../platform/sockets/gateway.decorator.js';
import { alarmsOf } from './alarms.js';
import { ConsoleFeedService } from './console-feed.service.js';
import { LivePictureService } from './live-picture.service.js';
import { Viewports } from './viewports.js';
import { Watchers } from './watchers.js';

const HEARTBEAT_MS = 5000;
const POSITIONS_MS = 500;
const RERANK_MS = 2000;
const SUBSCRIBED = 'subscribed';

type ConsoleSocket = Socket<ConsoleToServer, ServerToConsole>;

/** Sockets of dispatchers' consoles: facts in order, positions as they come, rankings that are watched. */
@TicketGateway(CONSOLE_NAMESPACE)
export class ConsoleGateway implements OnGatewayDisconnect<ConsoleSocket> {
  @WebSocketServer()
  private readonly server!: Namespace<ConsoleToServer, ServerToConsole>;
  private readonly watchers = new Watchers();
  private readonly viewports = new Viewports();
  private stops: (() => void)[] = [];

  constructor(
    private readonly feed: ConsoleFeedService,
    private readonly live: LivePictureService,
    private readonly clocks: Clocks,
    private readonly timers: Timers,
  ) {}

  /** Starts sending. Call once, after the feed has started. */
  start(): () => void {
    this.stops = [
      this.feed.listen({
        frame: (frame, events) => {
          this.all().emit('facts', frame);
          for (const alarm of alarmsOf(events)) this.all().emit('alarm', alarm);
          if (frame.kinds.includes('clock.anchored'))
            this.all().emit('clock', clockView(this.clocks));
        },
        // A heartbeat of the new epoch makes every console ask for a resync.
        reset: () => this.all().emit('heartbeat', this.feed.heartbeat()),
      }),
      this.timers.every(HEARTBEAT_MS, () => this.all().emit('heartbeat', this.feed.heartbeat())),
      this.timers.every(POSITIONS_MS, () => this.sendPositions()),
      this.timers.every(RERANK_MS, () => void this.sendRankings()),
    ];
    return () => this.stops.forEach((stop) => stop());
  }

  handleDisconnect(socket: ConsoleSocket): void {
    this.watchers.remove(socket as unknown as Socket);
    this.viewports.remove(socket.id);
  }

  @SubscribeMessage('subscribe')
  subscribe(
    @ConnectedSocket() socket: ConsoleSocket,
    @MessageBody({ schema: subscribeSchema }) _body: Record<string, never>,
  ): SocketReply<ConsoleSnapshot> {
    void socket.join(SUBSCRIBED);
    return { ok: true, value: this.feed.snapshot() };
  }

  @SubscribeMessage('resync')
  resync(
    @ConnectedSocket() socket: ConsoleSocket,
    @MessageBody({ schema: resyncSchema }) body: Resync,
  ): SocketReply<ResyncReply> {
    void socket.join(SUBSCRIBED);
    return { ok: true, value: this.feed.resync(body) };
  }

  @SubscribeMessage('watch')
  async watch(
    @ConnectedSocket() socket: ConsoleSocket,
    @MessageBody({ schema: watchSchema }) body: Watch,
  ): Promise<SocketReply<null>> {
    this.watchers.set(socket as unknown as Socket, body.incidentIds);
    for (const incidentId of body.incidentIds) {
      const recommendation = await this.live.ranking(incidentId);
      if (recommendation) socket.emit('recommendation', recommendation);
    }
    return { ok: true, value: null };
  }

  @SubscribeMessage('viewport')
  viewport(
    @ConnectedSocket() socket: ConsoleSocket,
    @MessageBody({ schema: viewportSchema }) body: Viewport,
  ): SocketReply<null> {
    this.viewports.set(socket.id, body);
    this.sendTo(socket, this.live.allPositions());
    return { ok: true, value: null };
  }

  private all() {
    return this.server.to(SUBSCRIBED);
  }

  /** The newest position of each unit that moved, within each console's view; dropped by one that cannot keep up. */
  private sendPositions(): void {
    const moved = this.live.takeMoved();
    if (moved.length === 0) return;
    const shared = this.encode(moved);
    for (const socket of this.server.sockets.values()) {
      if (!socket.rooms.has(SUBSCRIBED)) continue;
      const visible = this.viewports.visible(socket.id, moved);
      if (visible.length > 0)
        socket.volatile.emit('positions', visible === moved ? shared : this.encode(visible));
    }
  }

  private sendTo(socket: ConsoleSocket, positions: readonly FramePosition[]): void {
    socket.volatile.emit('positions', this.encode(this.viewports.visible(socket.id, positions)));
  }

  private encode(positions: readonly FramePosition[]): ArrayBuffer {
    return encodePositionFrame({ opMs: this.clocks.op.nowMs(), positions });
  }

  private async sendRankings(): Promise<void> {
    const watched = this.watchers.incidents();
    this.live.keepOnly(new Set(watched));
    for (const incidentId of watched) {
      const recommendation = await this.live.changedRanking(incidentId);
      if (!recommendation) continue;
      for (const socket of this.watchers.socketsOf(incidentId))
        socket.emit('recommendation', recommendation);
    }
  }
}
