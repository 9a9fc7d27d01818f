import { beforeEach, expect, it } from 'vitest';
import type { UnitView } from '@muster/contracts';
import { PictureService } from '../../src/picture/picture.service.js';
import type { PictureSourcesService } from '../../src/picture/picture-sources.service.js';
import { Clocks } from '../../src/platform/clocks/clocks.js';
import { OpClock } from '../../src/platform/clocks/op-clock.js';
import { FakeWallClock } from '../../src/platform/clocks/wall-clock.js';
import type { EventSubscriber, EventTail } from '../../src/platform/events/event-tail.js';
import type { LoggedEvent } from '../../src/platform/events/logged-event.js';
import { JsonLogger } from '../../src/platform/logs/json-logger.js';
import { RoadNetworkService } from '../../src/roads/road-network.service.js';
import type { LiveFix, TrackingService } from '../../src/tracking/tracking.service.js';
import { junction, smallMap } from '../support/small-map.js';

const START = '2026-03-02T20:00:00.000Z';
const startMs = Date.parse(START);

/** A reading that ends when the test says so. */
function gate<T>(): { promise: Promise<T>; open: (value: T) => void; fail: (e: Error) => void } {
  let open: (value: T) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => ([open, fail] = [resolve, reject]));
  return { promise, open, fail };
}

const unit = (id: string, version: number, statusCode = 2): UnitView =>
  ({ id, no: 1, version, statusCode, callSign: id.toUpperCase() }) as UnitView;
const fix = (deviceId: string, secondsLater: number, column = 1): LiveFix => ({
  deviceId,
  fixAtMs: startMs + secondsLater * 1000,
  seq: secondsLater,
  ...junction(1, column),
  accuracyM: 8,
  speedMps: null,
  courseDeg: null,
});
const event = (seq: number, kind: 'unit' | 'device', id: string): LoggedEvent =>
  ({ epoch: 0, seq, kind: `${kind}.x`, entity: { kind, id }, version: 1, codes: {} }) as never;

/** What stands behind the picture; the test changes it as the database would change. */
class Behind {
  units: UnitView[] = [];
  devices = new Map<string, string>();
  latest: LiveFix[] = [];
  head = 0;
  /** Holds the next whole reading back. */
  held: { promise: Promise<unknown> } | undefined;
  readonly listRead = gate<void>();
  failures = 0;
  private subscriber: EventSubscriber | undefined;
  private listener: ((fixes: readonly LiveFix[]) => void) | undefined;
  readonly logged: string[] = [];
  readonly picture: PictureService;

  constructor() {
    const wall = new FakeWallClock(START);
    const anchor = {
      anchorOpMs: startMs,
      anchorWallMs: startMs,
      speed: 1,
      training: true,
      version: 1,
    };
    const clocks = new Clocks(wall, new OpClock(wall, anchor));
    const sources: Pick<PictureSourcesService, 'allUnits' | 'unitsByIds' | 'unitOfDevice'> = {
      allUnits: async () => {
        const seen = [...this.units];
        this.listRead.open();
        await this.held?.promise;
        return seen;
      },
      unitsByIds: async (ids) => {
        this.failIfTold();
        return this.units.filter(({ id }) => ids.includes(id));
      },
      unitOfDevice: async () => new Map(this.devices),
    };
    const tracking: Pick<TrackingService, 'onLive' | 'restore'> = {
      onLive: (listener) => {
        this.listener = listener;
        return () => undefined;
      },
      restore: async () => this.latest,
    };
    const tail = {
      position: { epoch: 0, seq: 0 },
      subscribe: (subscriber: EventSubscriber) => {
        this.subscriber = subscriber;
        return () => undefined;
      },
    };
    Object.defineProperty(tail, 'position', { get: () => ({ epoch: 0, seq: this.head }) });
    this.picture = new PictureService(
      sources as PictureSourcesService,
      tracking as TrackingService,
      new RoadNetworkService(smallMap()),
      tail as unknown as EventTail,
      clocks,
      new JsonLogger(wall, 'error', (line) => void this.logged.push(line)),
    );
  }

  /** Commits a change of a unit: rows and event. */
  commit(view: UnitView): void {
    this.units = [...this.units.filter(({ id }) => id !== view.id), view];
    this.tell(event((this.head += 1), 'unit', view.id));
  }

  enrol(deviceId: string, unitId: string): void {
    this.devices.set(deviceId, unitId);
    this.tell(event((this.head += 1), 'device', deviceId));
  }

  revoke(deviceId: string): void {
    this.devices.delete(deviceId);
    this.tell(event((this.head += 1), 'device', deviceId));
  }

  show(...fixes: LiveFix[]): void {
    this.listener?.(fixes);
  }

  private tell(told: LoggedEvent): void {
    this.subscriber?.events([told]);
  }

  private failIfTold(): void {
    if (this.failures === 0) return;
    this.failures -= 1;
    throw new Error('planted');
  }
}

let behind: Behind;
let picture: PictureService;
beforeEach(() => {
  behind = new Behind();
  ({ picture } = behind);
  behind.units = [unit('a', 1)];
  behind.devices.set('device-a', 'a');
});

const statusOf = (id: string): number | undefined => picture.unit(id)?.view.statusCode;

it('holds what changed between its reading of the list and its first event', async () => {
  const slow = gate<void>();
  behind.held = slow;
  const starting = picture.start();
  // read as version 1 already, and changed before that reading has arrived
  await behind.listRead.promise;
  behind.commit(unit('a', 2, 6));
  behind.commit(unit('b', 1, 3));
  slow.open();
  await starting;
  await picture.settled();
  expect([statusOf('a'), statusOf('b')]).toEqual([6, 3]);
  expect(picture.seq).toBe(2);
});

it('keeps the newest of a fix that came while it was filled and the one it was filled with', async () => {
  const slow = gate<void>();
  behind.held = slow;
  behind.latest = [fix('device-a', 10, 1)];
  const starting = picture.start();
  await behind.listRead.promise;
  behind.show(fix('device-a', 20, 5));
  slow.open();
  await starting;
  expect(picture.unit('a')?.fix?.seq).toBe(20);
  behind.show(fix('device-a', 15, 7));
  expect(picture.unit('a')?.fix?.seq).toBe(20);
  expect(picture.framePositions()).toHaveLength(1);
});

it('shows a device that reports before the log has told of it, once it has', async () => {
  await picture.start();
  behind.show(fix('device-b', 1, 2), fix('device-b', 3, 4), fix('device-b', 2, 3));
  expect(picture.framePositions()).toEqual([]);
  behind.commit(unit('b', 1));
  behind.enrol('device-b', 'b');
  await picture.settled();
  expect(picture.unit('b')?.fix?.seq).toBe(3);
});

it('lets a revoked device move nothing', async () => {
  await picture.start();
  behind.show(fix('device-a', 1));
  behind.revoke('device-a');
  await picture.settled();
  behind.show(fix('device-a', 2));
  expect(picture.unit('a')?.fix?.seq).toBe(1);
});

it('reads everything again after a failed read, and says so', async () => {
  await picture.start();
  behind.failures = 1;
  behind.commit(unit('a', 2, 6));
  await picture.settled();
  expect(statusOf('a')).toBe(6);
  expect(picture.seq).toBe(1);
  expect(behind.logged).toHaveLength(1);
});

it('tries again at the next event when reading everything failed as well', async () => {
  await picture.start();
  const failing = gate<void>();
  behind.failures = 1;
  behind.held = failing;
  behind.commit(unit('a', 2, 6));
  failing.fail(new Error('planted'));
  await picture.settled();
  expect(statusOf('a')).toBe(2);
  behind.held = undefined;
  behind.commit(unit('b', 1, 3));
  await picture.settled();
  expect([statusOf('a'), statusOf('b')]).toEqual([6, 3]);
});
