import { io, type Socket } from 'socket.io-client';
import { DEVICE_NAMESPACE } from '@muster/contracts';
import type {
  ClockView,
  DeviceToServer,
  EnrolledDevices,
  MapInfo,
  Nack,
  PositionAck,
  Roster,
  ServerToDevice,
  SocketTicket,
} from '@muster/contracts';
import { HttpClient } from '../client/http-client.js';
import { OpTime } from '../run/op-time.js';

const CONNECT_AT_ONCE = 25;
/** A metre of latitude; each fix is one further, well below the fastest a unit may seem. */
const STEP_DEG = 1 / 111_195;
const SIDE = 100;
const SHIFT_MS = 8 * 3_600_000;

export type FixAnswer = (answer: PositionAck | Nack) => void;

interface LoadDevice {
  readonly id: string;
  readonly token: string;
  readonly unit: number;
  socket: Socket<ServerToDevice, DeviceToServer> | undefined;
  seq: number;
  lastFixMs: number;
  /** Numbers of the fixes that the server said are committed. */
  readonly acknowledged: number[];
}

/** Officers' devices, each with a socket of its own, that send one fix a message. */
export class LoadDevices {
  readonly all: LoadDevice[] = [];
  private url = '';
  private op!: OpTime;
  private centre = { lat: 0, lon: 0 };

  get open(): number {
    return this.all.filter(({ socket }) => socket?.connected).length;
  }

  /** Brings units on duty and enrols a device for each, through the public interface. */
  async enrol(url: string, accessToken: string, count: number): Promise<void> {
    const http = new HttpClient(url);
    await http.must('signInByLink', { body: { token: accessToken } });
    this.op = new OpTime(await http.must<ClockView>('clock'), () => Date.now());
    const { bounds } = await http.must<MapInfo>('mapInfo');
    this.centre = {
      lat: (bounds.south + bounds.north) / 2,
      lon: (bounds.west + bounds.east) / 2,
    };
    const roster = rosterOf(count, this.op.nowMs());
    await http.must('importRoster', { body: roster });
    const callSigns = roster.units.map(({ callSign }) => callSign);
    const { devices } = await http.must<EnrolledDevices>('enrolDevices', { body: { callSigns } });
    devices.forEach(({ deviceId, token }, unit) =>
      this.all.push({
        id: deviceId,
        token,
        unit,
        socket: undefined,
        seq: 0,
        lastFixMs: 0,
        acknowledged: [],
      }),
    );
  }

  /** Opens the socket of every device; those of a server that is gone are given up. */
  async connect(url: string): Promise<void> {
    this.url = url;
    const waiting = [...this.all];
    const lane = async (): Promise<void> => {
      for (let device = waiting.pop(); device; device = waiting.pop()) await this.join(device);
    };
    await Promise.all(Array.from({ length: CONNECT_AT_ONCE }, lane));
  }

  disconnect(): void {
    for (const device of this.all) {
      device.socket?.disconnect();
      device.socket = undefined;
    }
  }

  /** Sends the next fix of a device. False when its link is down; then nothing was sent. */
  send(device: LoadDevice, answered: FixAnswer): boolean {
    if (!device.socket?.connected) return false;
    const seq = device.seq++;
    const fixMs = Math.max(this.op.nowMs(), device.lastFixMs + 1);
    device.lastFixMs = fixMs;
    const step = seq % (2 * SIDE);
    const along = (step < SIDE ? step : 2 * SIDE - step) * STEP_DEG;
    const fix = {
      fixAt: new Date(fixMs).toISOString(),
      seq,
      lat: this.centre.lat + (device.unit % 40) * 0.001 + along,
      lon: this.centre.lon + Math.floor(device.unit / 40) * 0.001,
      accuracyM: 8,
      speedMps: 5,
      courseDeg: 0,
      batteryPct: 80,
    };
    device.socket.emit('positions', { fixes: [fix] }, (answer) => {
      if (answer.ok && answer.accepted === 1) device.acknowledged.push(seq);
      answered(answer);
    });
    return true;
  }

  private async join(device: LoadDevice): Promise<void> {
    device.socket?.disconnect();
    const http = new HttpClient(this.url, device.token);
    const { ticket } = await http.must<SocketTicket>('deviceTicket');
    const socket: LoadDevice['socket'] = io(this.url + DEVICE_NAMESPACE, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { ticket },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    device.socket = socket;
  }
}

function rosterOf(count: number, nowMs: number): Roster {
  const numbers = Array.from({ length: count }, (_, i) => String(i).padStart(4, '0'));
  return {
    officers: numbers.map((number) => ({
      collarNo: `L${number}`,
      displayName: `Officer ${number}`,
      driverLevel: 'response',
      driverExpiresAt: null,
      skills: [],
    })),
    units: numbers.map((number) => ({
      callSign: `LD${number}`,
      kind: 'response',
      areaCode: 'LOAD',
      crew: [`L${number}`],
      shiftStartsAt: new Date(nowMs).toISOString(),
      shiftEndsAt: new Date(nowMs + SHIFT_MS).toISOString(),
      statusCode: 2,
    })),
  };
}
