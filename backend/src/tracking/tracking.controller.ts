import { Body, Controller } from '@nestjs/common';
import { positionBatchSchema, positionFeedSchema } from '@muster/contracts';
import type { PositionAck, PositionBatch, PositionFeed, PositionFix } from '@muster/contracts';
import { CurrentDevice, type DevicePrincipal } from '../access/principal.decorator.js';
import { Refusal, replyOrThrow } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { DeviceRatesService } from './device-rates.service.js';
import { KnownDevicesService } from './known-devices.service.js';
import { TrackingService } from './tracking.service.js';

@Controller()
export class TrackingController {
  constructor(
    private readonly tracking: TrackingService,
    private readonly rates: DeviceRatesService,
    private readonly known: KnownDevicesService,
  ) {}

  @Route('devicePositions')
  async fromDevice(
    @CurrentDevice() device: DevicePrincipal,
    @Body({ schema: positionBatchSchema }) body: PositionBatch,
  ): Promise<PositionAck> {
    if (!this.rates.allows(device.deviceId)) {
      throw new Refusal('RATE_LIMITED', { retryAfterS: 1 });
    }
    return replyOrThrow(await this.tracking.submit(device.deviceId, body.fixes));
  }

  /** Fixes of many devices from an AVL gateway: each device's in the order given; all acknowledged together. */
  @Route('positionFeed')
  async fromFeed(
    @Body({ schema: positionFeedSchema }) { fixes }: PositionFeed,
  ): Promise<PositionAck> {
    // before any of it is taken: what is shed is shed as a whole
    if (!this.tracking.hasRoom(fixes.length)) throw new Refusal('SHED', { retryAfterS: 1 });
    const known = await this.known.among([...new Set(fixes.map(({ deviceId }) => deviceId))]);
    const byDevice = Map.groupBy(
      fixes.map(({ deviceId, ...fix }, index) => ({ deviceId, fix, index })),
      ({ deviceId }) => deviceId,
    );
    const answers = await Promise.all(
      [...byDevice].map(async ([deviceId, given]) =>
        known.has(deviceId) ? this.submit(deviceId, given) : refusedAll(given),
      ),
    );
    return {
      ok: true,
      accepted: answers.reduce((sum, ack) => sum + ack.accepted, 0),
      duplicates: answers.reduce((sum, ack) => sum + ack.duplicates, 0),
      refused: answers.flatMap((ack) => ack.refused),
    };
  }

  private async submit(deviceId: string, given: readonly IndexedFix[]): Promise<PositionAck> {
    const fixes = given.map(({ fix }) => fix);
    const ack = replyOrThrow(await this.tracking.submit(deviceId, fixes));
    const refused = ack.refused.map(({ index, reason }) => ({
      index: given[index]?.index ?? index,
      reason,
    }));
    return { ...ack, refused };
  }
}

/** A fix and its place in the request. */
interface IndexedFix {
  readonly fix: PositionFix;
  readonly index: number;
}

function refusedAll(given: readonly IndexedFix[]): PositionAck {
  const refused = given.map(({ index }) => ({ index, reason: 'UNKNOWN_DEVICE' as const }));
  return { ok: true, accepted: 0, duplicates: 0, refused };
}
