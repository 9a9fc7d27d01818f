import { Body, Controller } from '@nestjs/common';
import { positionBatchSchema, positionFeedSchema } from '@muster/contracts';
import type { PositionAck, PositionBatch, PositionFeed, PositionFix } from '@muster/contracts';
import { CurrentDevice, type DevicePrincipal } from '../access/principal.decorator.js';
import { replyOrThrow } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { TrackingService } from './tracking.service.js';

@Controller()
export class TrackingController {
  constructor(private readonly tracking: TrackingService) {}

  @Route('devicePositions')
  async fromDevice(
    @CurrentDevice() device: DevicePrincipal,
    @Body({ schema: positionBatchSchema }) body: PositionBatch,
  ): Promise<PositionAck> {
    return replyOrThrow(await this.tracking.submit(device.deviceId, body.fixes));
  }

  /** Fixes of many devices from an AVL gateway: each device's in the order given; all acknowledged together. */
  @Route('positionFeed')
  async fromFeed(@Body({ schema: positionFeedSchema }) body: PositionFeed): Promise<PositionAck> {
    const byDevice = new Map<string, { fix: PositionFix; index: number }[]>();
    body.fixes.forEach(({ deviceId, ...fix }, index) => {
      const fixes = byDevice.get(deviceId) ?? [];
      fixes.push({ fix, index });
      byDevice.set(deviceId, fixes);
    });
    const answers = await Promise.all(
      [...byDevice].map(async ([deviceId, fixes]) => {
        const ack = replyOrThrow(
          await this.tracking.submit(
            deviceId,
            fixes.map(({ fix }) => fix),
          ),
        );
        const refused = ack.refused.map(({ index, reason }) => ({
          index: fixes[index]?.index ?? index,
          reason,
        }));
        return { ...ack, refused };
      }),
    );
    return {
      ok: true,
      accepted: answers.reduce((sum, ack) => sum + ack.accepted, 0),
      duplicates: answers.reduce((sum, ack) => sum + ack.duplicates, 0),
      refused: answers.flatMap((ack) => ack.refused),
    };
  }
}
