import type {
  ClockView,
  EnrolledDevices,
  LatLon,
  PlaceHit,
  Roster,
  RosterUnit,
} from '@muster/contracts';
import { ContractClient } from './contract-client.js';
import { METRES_PER_DEGREE, distanceM } from './flat-distance.js';
import { OfficerDevice } from './officer-device.js';

const HOUR_MS = 3_600_000;
/** Old enough that a unit may have gone anywhere in town since, young enough to count as fresh. */
const FIRST_FIX_AGE_MS = 30_000;
const CALL_SIGNS = ['RW11', 'RW12', 'RW13', 'RW14', 'RW15', 'RW16'];

/** Six response units on duty round a place, each with a device that the test holds in its hand. */
export class SmallForce {
  readonly callSigns: readonly string[] = CALL_SIGNS;
  private readonly devices = new Map<string, OfficerDevice>();

  private constructor(
    private readonly http: ContractClient,
    /** An address of the map's own gazetteer, where the calls come from. */
    readonly scene: PlaceHit,
    /** Another address of that street, so that nobody is nearer by road than a unit there. */
    readonly neighbour: PlaceHit,
  ) {}

  /** Signs in with the simulator's one-time token, imports the roster and enrols the devices. */
  static async onDuty(url: string, token: string): Promise<SmallForce> {
    const http = new ContractClient(url);
    await http.call('signInByLink', { body: { token } });
    const { op } = await http.call<ClockView>('clock');
    const body = rosterAt(Date.parse(op));
    await http.call('importRoster', { body });
    const [scene, neighbour] = await twoAddresses(http);
    const force = new SmallForce(http, scene, neighbour);
    const enrolled = await http.call<EnrolledDevices>('enrolDevices', {
      body: { callSigns: CALL_SIGNS },
    });
    for (const { callSign, token: deviceToken } of enrolled.devices) {
      force.devices.set(callSign, new OfficerDevice(url, callSign, deviceToken));
    }
    await force.connect();
    await force.takePlaces();
    return force;
  }

  device(callSign: string): OfficerDevice {
    const device = this.devices.get(callSign);
    if (!device) throw new Error(`no device of ${callSign}`);
    return device;
  }

  async connect(): Promise<void> {
    await Promise.all([...this.devices.values()].map((device) => device.connect()));
  }

  disconnect(): void {
    for (const device of this.devices.values()) device.disconnect();
  }

  /** A call that somebody else takes, at the scene; gives the number of its incident. */
  async callFromElsewhere(): Promise<number> {
    const place = { kind: 'gazetteer', placeId: this.scene.placeId };
    const { incident } = await this.http.call<{ incident: { no: number } }>('recordContact', {
      body: {
        channel: '101',
        narrative: 'Youths on the roof of the school.',
        incident: { typeCode: 'ASB', place, grade: 'P3' },
      },
    });
    return incident.no;
  }

  /** A place so many metres from the scene, `turn` clockwise from north as a share of a circle. */
  near(distanceM: number, turn: number): LatLon {
    const { lat, lon } = this.scene.point;
    const angle = turn * 2 * Math.PI;
    const eastPerDegree = METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
    return {
      lat: lat + (distanceM * Math.cos(angle)) / METRES_PER_DEGREE,
      lon: lon + (distanceM * Math.sin(angle)) / eastPerDegree,
    };
  }

  /** The n-th call sign is farther away than the one before. */
  private async takePlaces(): Promise<void> {
    const reports = CALL_SIGNS.map((callSign, index) =>
      this.device(callSign).report(
        this.near(500 + index * 180, index / CALL_SIGNS.length),
        FIRST_FIX_AGE_MS,
      ),
    );
    await Promise.all(reports);
  }
}

/** Two addresses of one street, as far apart as the gazetteer's first answers have them. */
async function twoAddresses(http: ContractClient): Promise<[PlaceHit, PlaceHit]> {
  const [street] = await search(http, 'Street');
  const addresses = await search(http, street?.label ?? '');
  const [scene, ...others] = addresses.filter(({ source }) => source === 'address');
  if (!scene) throw new Error('the map has no addresses');
  const byDistance = others.toSorted(
    (a, b) => distanceM(scene.point, b.point) - distanceM(scene.point, a.point),
  );
  if (!byDistance[0]) throw new Error(`${scene.label} has no neighbours`);
  return [scene, byDistance[0]];
}

function search(http: ContractClient, q: string): Promise<PlaceHit[]> {
  return http.call<PlaceHit[]>('places', { query: { q, limit: '50' } });
}

function rosterAt(nowMs: number): Roster {
  const instant = (ms: number): string => new Date(ms).toISOString();
  const skills = [{ code: 'STO', expiresAt: null }];
  const officers = CALL_SIGNS.map((_, index) => ({
    collarNo: `PC${100 + index}`,
    displayName: `Officer ${index + 1}`,
    driverLevel: 'response' as const,
    driverExpiresAt: null,
    skills,
  }));
  const units = CALL_SIGNS.map((callSign, index): RosterUnit => ({
    callSign,
    kind: 'response',
    areaCode: 'HMN',
    crew: [`PC${100 + index}`],
    shiftStartsAt: instant(nowMs - HOUR_MS),
    shiftEndsAt: instant(nowMs + 8 * HOUR_MS),
    statusCode: 2,
  }));
  return { officers, units };
}
