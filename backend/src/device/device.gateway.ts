import { ConnectedSocket, MessageBody, SubscribeMessage } from '@nestjs/websockets';
import type { OnGatewayConnection, OnGatewayDisconnect } from '@nestjs/websockets';
import { DEVICE_NAMESPACE, positionBatchSchema } from '@muster/contracts';
import type {
  AssignmentOrder,
  DeviceToServer,
  PositionAck,
  PositionBatch,
  ServerToDevice,
} from '@muster/contracts';
import type { Socket } from 'socket.io';
import type { DevicePrincipal } from '../access/principal.decorator.js';
import { Timers } from '../platform/clocks/timers.js';
import { EventTail } from '../platform/events/event-tail.js';
import type { LoggedEvent } from '../platform/events/logged-event.js';
import { Refusal, replyOrThrow } from '../platform/http/refusal.js';
import { bugReport } from '../platform/logs/bug-report.js';
import { JsonLogger } from '../platform/logs/json-logger.js';
import { TicketGateway } from '../platform/sockets/gateway.decorator.js';
import { principalOf } from '../platform/sockets/socket-registry.js';
import { DeviceRatesService } from '../tracking/device-rates.service.js';
import { TrackingService } from '../tracking/tracking.service.js';
import { DeviceStateService } from './device-state.service.js';

const RESEND_MS = 5000;

type DeviceSocket = Socket<DeviceToServer, ServerToDevice>;

/** Sockets of officers' devices: fixes in, orders out until their receipt is back. */
@TicketGateway(DEVICE_NAMESPACE)
export class DeviceGateway
  implements OnGatewayConnection<DeviceSocket>, OnGatewayDisconnect<DeviceSocket>
{
  private readonly byUnit = new Map<string, Set<DeviceSocket>>();
  /** Seq of the last state that a socket was sent; none while the first one is owed. */
  private readonly told = new WeakMap<DeviceSocket, number>();

  constructor(
    private readonly tracking: TrackingService,
    private readonly state: DeviceStateService,
    private readonly rates: DeviceRatesService,
    private readonly tail: EventTail,
    private readonly timers: Timers,
    private readonly logger: JsonLogger,
  ) {}

  /** Starts following the log. Call once. */
  start(): () => void {
    const stops = [
      this.tail.subscribe({ events: (batch) => this.attempt(this.follow(batch)) }),
      this.timers.every(RESEND_MS, () => this.attempt(this.resend())),
    ];
    return () => stops.forEach((stop) => stop());
  }

  handleConnection(socket: DeviceSocket): void {
    const { unitId } = deviceOf(socket);
    const sockets = this.byUnit.get(unitId) ?? new Set();
    this.byUnit.set(unitId, sockets.add(socket));
    this.attempt(this.sendState(unitId, [socket]));
  }

  handleDisconnect(socket: DeviceSocket): void {
    const { unitId } = deviceOf(socket);
    const sockets = this.byUnit.get(unitId);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.byUnit.delete(unitId);
  }

  @SubscribeMessage('positions')
  async positions(
    @ConnectedSocket() socket: DeviceSocket,
    @MessageBody({ schema: positionBatchSchema }) body: PositionBatch,
  ): Promise<PositionAck> {
    const { deviceId } = deviceOf(socket);
    if (!this.rates.allows(deviceId)) throw new Refusal('RATE_LIMITED');
    return replyOrThrow(await this.tracking.submit(deviceId, body.fixes));
  }

  private async follow(batch: readonly LoggedEvent[]): Promise<void> {
    if (batch.some((event) => event.kind === 'clock.anchored')) {
      for (const socket of this.allSockets()) socket.emit('clock', this.state.clock());
    }
    for (const unitId of idsOf(batch, 'unit')) {
      const sockets = this.byUnit.get(unitId);
      if (sockets) await this.sendState(unitId, sockets);
    }
    const orders = idsOf(batch.filter(changesOrder), 'assignment');
    if (orders.length > 0) await this.sendOrders(await this.state.ordersOf(orders));
  }

  /** An order that nobody confirmed goes out again; the device drops what it has. */
  private async resend(): Promise<void> {
    if (this.byUnit.size === 0) return;
    for (const socket of this.allSockets()) {
      if (!this.told.has(socket)) await this.sendState(deviceOf(socket).unitId, [socket]);
    }
    await this.sendOrders(await this.state.unreceived([...this.byUnit.keys()]));
  }

  private async sendState(unitId: string, sockets: Iterable<DeviceSocket>): Promise<void> {
    const state = await this.state.read(unitId);
    if (!state) return;
    for (const socket of sockets) {
      // two readings may overtake each other
      if ((this.told.get(socket) ?? -1) > state.seq) continue;
      this.told.set(socket, state.seq);
      socket.emit('state', state);
    }
    for (const order of state.orders) await this.state.markSent(order);
  }

  private async sendOrders(
    orders: readonly { unitId: string; order: AssignmentOrder }[],
  ): Promise<void> {
    for (const { unitId, order } of orders) {
      const sockets = this.byUnit.get(unitId);
      if (!sockets) continue;
      for (const socket of sockets) socket.emit('order', order);
      await this.state.markSent(order);
    }
  }

  private allSockets(): DeviceSocket[] {
    return [...this.byUnit.values()].flatMap((sockets) => [...sockets]);
  }

  /** A failed read is logged; the order goes out with the next event or after five seconds. */
  private attempt(work: Promise<void>): void {
    work.catch((error: unknown) =>
      this.logger.write('error', 'device', 'sending failed', bugReport(error)),
    );
  }
}

function deviceOf(socket: DeviceSocket): DevicePrincipal {
  return principalOf(socket).principal as DevicePrincipal;
}

function idsOf(events: readonly LoggedEvent[], kind: string): string[] {
  return [
    ...new Set(events.filter(({ entity }) => entity.kind === kind).map(({ entity }) => entity.id)),
  ];
}

/** Not so when only the delivery went on: the device that confirmed has the order. */
function changesOrder({ kind, codes }: LoggedEvent): boolean {
  if (kind === 'assignment.delivery-changed') return codes['delivery'] === 'queued';
  return kind !== 'assignment.delivery-alarmed' && kind !== 'assignment.alarm-acknowledged';
}
