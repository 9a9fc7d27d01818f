import {
  Ack,
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
  FactFrame,
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
import type { LoggedEvent } from '../platform/events/logged-event.js';
import { Refusal } from '../platform/http/refusal.js';
import { bugReport } from '../platform/logs/bug-report.js';
import { JsonLogger } from '../platform/logs/json-logger.js';
import { TicketGateway } from '../platform/sockets/gateway.decorator.js';
import { alarmsOf } from './alarms.js';
import { cutFrozen } from './backlog.js';
import { ConsoleFeedService } from './console-feed.service.js';
import { LivePictureService } from './live-picture.service.js';
import { MessageLimits } from './message-limits.js';
import { Viewports } from './viewports.js';
import { Watchers } from './watchers.js';

const HEARTBEAT_MS = 5000;
const POSITIONS_MS = 500;
const RERANK_MS = 2000;
const SUBSCRIBED = 'subscribed';
/** Consoles that said which part of the map they look at. */
const LIMITED_VIEW = 'limited-view';

type ConsoleSocket = Socket<ConsoleToServer, ServerToConsole>;
type ReplyTo<T> = (answer: SocketReply<T>) => void;

/** Sockets of dispatchers' consoles: facts in order, positions as they come, rankings that are watched. */
@TicketGateway(CONSOLE_NAMESPACE)
export class ConsoleGateway implements OnGatewayDisconnect<ConsoleSocket> {
  @WebSocketServer()
  private readonly server!: Namespace<ConsoleToServer, ServerToConsole>;
  private readonly watchers = new Watchers();
  private readonly viewports = new Viewports();
  private readonly limits = new MessageLimits();
  private ranking = false;

  constructor(
    private readonly feed: ConsoleFeedService,
    private readonly live: LivePictureService,
    private readonly clocks: Clocks,
    private readonly timers: Timers,
    private readonly logger: JsonLogger,
  ) {}

  /** Starts sending. Call once, after the feed has started. */
  start(): () => void {
    const stops = [
      this.feed.listen({
        frame: (frame, events) => this.sendFacts(frame, events),
        // a heartbeat that is ahead makes every console ask for a resync
        reset: () => this.all().emit('heartbeat', this.feed.heartbeat()),
      }),
      this.timers.every(HEARTBEAT_MS, () => this.beat()),
      this.timers.every(POSITIONS_MS, () => this.sendPositions()),
      this.timers.every(RERANK_MS, () => void this.sendRankings()),
    ];
    return () => stops.forEach((stop) => stop());
  }

  handleDisconnect(socket: ConsoleSocket): void {
    this.watchers.remove(socket);
    this.viewports.remove(socket.id);
  }

  @SubscribeMessage('subscribe')
  async subscribe(
    @ConnectedSocket() socket: ConsoleSocket,
    @MessageBody({ schema: subscribeSchema }) _body: Record<string, never>,
    @Ack() reply: ReplyTo<ConsoleSnapshot> | undefined,
  ): Promise<void> {
    await this.mayAsk(socket, 'heavy');
    // at once, so that the answer is sent before the first frame that follows on it
    void socket.join(SUBSCRIBED);
    reply?.({ ok: true, value: this.feed.snapshot() });
  }

  @SubscribeMessage('resync')
  async resync(
    @ConnectedSocket() socket: ConsoleSocket,
    @MessageBody({ schema: resyncSchema }) body: Resync,
    @Ack() reply: ReplyTo<ResyncReply> | undefined,
  ): Promise<void> {
    await this.mayAsk(socket, 'heavy');
    void socket.join(SUBSCRIBED);
    reply?.({ ok: true, value: this.feed.resync(body) });
  }

  @SubscribeMessage('watch')
  async watch(
    @ConnectedSocket() socket: ConsoleSocket,
    @MessageBody({ schema: watchSchema }) body: Watch,
  ): Promise<SocketReply<null>> {
    await this.mayAsk(socket, 'light');
    if (!socket.connected) return { ok: true, value: null };
    this.watchers.set(socket, body.incidentIds);
    for (const incidentId of body.incidentIds) {
      const recommendation = await this.live.ranking(incidentId);
      if (recommendation) socket.emit('recommendation', recommendation);
    }
    return { ok: true, value: null };
  }

  @SubscribeMessage('viewport')
  async viewport(
    @ConnectedSocket() socket: ConsoleSocket,
    @MessageBody({ schema: viewportSchema }) body: Viewport,
  ): Promise<SocketReply<null>> {
    await this.mayAsk(socket, 'light');
    if (!socket.connected) return { ok: true, value: null };
    this.viewports.set(socket.id, body);
    void socket.join(LIMITED_VIEW);
    this.sendTo(socket, this.live.allPositions());
    return { ok: true, value: null };
  }

  private all() {
    return this.server.to(SUBSCRIBED);
  }

  private async mayAsk(socket: ConsoleSocket, weight: 'light' | 'heavy'): Promise<void> {
    if (await this.limits.allows(socket.id, weight)) return;
    throw new Refusal('RATE_LIMITED', { retryAfterS: 1 });
  }

  private sendFacts(frame: FactFrame, events: readonly LoggedEvent[]): void {
    this.cutFrozen();
    this.all().emit('facts', frame);
    for (const alarm of alarmsOf(events)) this.all().emit('alarm', alarm);
    if (frame.kinds.includes('clock.anchored')) this.all().emit('clock', clockView(this.clocks));
    if (frame.kinds.some((kind) => kind.startsWith('closure.'))) this.live.touchAll();
    this.live.touch(frame.changes.flatMap(({ kind, id }) => (kind === 'incident' ? [id] : [])));
  }

  private beat(): void {
    this.cutFrozen();
    this.all().emit('heartbeat', this.feed.heartbeat());
    // finds what a failed read left behind
    void this.feed.catchUp();
  }

  private cutFrozen(): void {
    const consoles = cutFrozen(this.server.sockets.values());
    if (consoles > 0) this.logger.write('warn', 'console', 'frozen consoles cut', { consoles });
  }

  /**
   * The newest position of each unit that moved, within each console's view; dropped by one that
   * cannot keep up. Those that see everything share one frame, made and encoded once.
   */
  private sendPositions(): void {
    const moved = this.live.takeMoved();
    if (moved.length === 0) return;
    const shared = this.encode(moved);
    this.all().except(LIMITED_VIEW).volatile.emit('positions', shared);
    for (const id of this.server.adapter.rooms.get(LIMITED_VIEW) ?? []) {
      const socket = this.server.sockets.get(id);
      if (!socket?.rooms.has(SUBSCRIBED)) continue;
      const visible = this.viewports.visible(id, moved);
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

  /** Ranks what is watched again; a round that takes longer than its time is not started twice. */
  private async sendRankings(): Promise<void> {
    if (this.ranking) return;
    this.ranking = true;
    try {
      const watched = this.watchers.incidents();
      this.live.keepOnly(new Set(watched));
      for (const incidentId of watched) await this.sendRanking(incidentId);
    } finally {
      this.ranking = false;
    }
  }

  /** A ranking that fails is logged and due again; the others go on. */
  private async sendRanking(incidentId: string): Promise<void> {
    try {
      const recommendation = await this.live.changedRanking(incidentId);
      if (!recommendation) return;
      for (const socket of this.watchers.socketsOf(incidentId))
        socket.emit('recommendation', recommendation);
    } catch (error) {
      this.logger.write('error', 'console', 'ranking failed', {
        incidentId,
        ...bugReport(error),
      });
    }
  }
}
