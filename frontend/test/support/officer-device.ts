import { type Socket, io } from 'socket.io-client';
import {
  type AssignmentOrder,
  DEVICE_NAMESPACE,
  type DeviceToServer,
  type LatLon,
  type Nack,
  type PositionAck,
  type PositionFix,
  type ServerToDevice,
  type SocketTicket,
} from '@muster/contracts';
import { ContractClient } from './contract-client.js';
import { distanceM } from './flat-distance.js';

type DeviceSocket = Socket<ServerToDevice, DeviceToServer>;
/** A step that a receiver's scatter allows, so that a drive of any length takes no time. */
const STEP_M = 100;

/** An officer's device by the public contract; the test is the crew. */
export class OfficerDevice {
  private readonly http: ContractClient;
  private socket: DeviceSocket | undefined;
  private seq = 0;
  private lastFixMs = 0;
  private at: LatLon | undefined;
  private readonly orders: AssignmentOrder[] = [];

  constructor(
    baseUrl: string,
    readonly callSign: string,
    token: string,
  ) {
    this.http = new ContractClient(baseUrl, token);
  }

  /** Opens the socket; orders are kept from now on. */
  async connect(): Promise<void> {
    const { ticket } = await this.http.call<SocketTicket>('deviceTicket');
    const socket: DeviceSocket = io(this.http.baseUrl + DEVICE_NAMESPACE, {
      auth: { ticket },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    this.socket = socket;
    socket.on('state', ({ orders }) => this.orders.push(...orders));
    socket.on('order', (order) => this.orders.push(order));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
  }

  disconnect(): void {
    this.socket?.disconnect();
  }

  /** The newest version of its order for an incident, if it was sent there. */
  order(incidentNo: number): AssignmentOrder | undefined {
    return this.orders
      .filter((order) => order.incidentNo === incidentNo)
      .toSorted((a, b) => b.version - a.version)[0];
  }

  /** One fix at a place, taken `ageMs` ago. */
  async report(at: LatLon, ageMs = 0): Promise<void> {
    this.at = at;
    await this.send([this.fix(at, Date.now() - ageMs)]);
  }

  /** Fixes in a straight line to a place, close enough together to be believed. */
  async moveTo(to: LatLon): Promise<void> {
    const from = this.at ?? to;
    const steps = Math.max(1, Math.ceil(distanceM(from, to) / STEP_M));
    const fixes = Array.from({ length: steps }, (_, index) => {
      const share = (index + 1) / steps;
      const lat = from.lat + (to.lat - from.lat) * share;
      const lon = from.lon + (to.lon - from.lon) * share;
      return this.fix({ lat, lon }, Date.now());
    });
    this.at = to;
    await this.send(fixes);
  }

  /** Confirms that the order is here, then accepts it. */
  async accept({ assignmentId, version }: AssignmentOrder): Promise<void> {
    const params = { id: assignmentId };
    await this.http.call('deviceReceipt', { params, body: { version, state: 'received' } });
    await this.http.call('deviceAnswer', { params, body: { version, answer: 'accept' } });
  }

  async status(statusCode: number): Promise<void> {
    await this.http.call('deviceStatus', { body: { statusCode } });
  }

  private fix({ lat, lon }: LatLon, fixMs: number): PositionFix {
    // two fixes of a device never share an instant
    this.lastFixMs = Math.max(this.lastFixMs + 1, fixMs);
    this.seq += 1;
    return { fixAt: new Date(this.lastFixMs).toISOString(), seq: this.seq, lat, lon, accuracyM: 5 };
  }

  /** Resolves after commit; a refused fix is a failed test. */
  private async send(fixes: PositionFix[]): Promise<void> {
    if (!this.socket) throw new Error(`${this.callSign} has no link`);
    const timed = this.socket.timeout(10_000);
    const answer = (await timed.emitWithAck('positions', { fixes })) as PositionAck | Nack;
    if (!answer.ok || answer.refused.length > 0) {
      throw new Error(`${this.callSign}: fixes refused ${JSON.stringify(answer)}`);
    }
  }
}
