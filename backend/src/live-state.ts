import type { INestApplicationContext } from '@nestjs/common';
import { ConsoleFeedService } from './console/console-feed.service.js';
import { ConsoleGateway } from './console/console.gateway.js';
import { DeviceGateway } from './device/device.gateway.js';
import { DispatchService } from './dispatch/dispatch.service.js';
import { PictureService } from './picture/picture.service.js';
import { ClosuresService } from './roads/closures.service.js';

/**
 * Brings what lives in memory to the state of the database, in the order in which it is used, and
 * keeps it there. The event tail must be running. Returns a function that stops it.
 */
export async function startLiveState(app: INestApplicationContext): Promise<() => void> {
  const stops: (() => void)[] = [];
  stops.push(await app.get(ClosuresService, { strict: false }).start());
  stops.push(await app.get(PictureService, { strict: false }).start());
  stops.push(app.get(DispatchService, { strict: false }).start());
  stops.push(await app.get(ConsoleFeedService, { strict: false }).start());
  stops.push(app.get(ConsoleGateway, { strict: false }).start());
  stops.push(app.get(DeviceGateway, { strict: false }).start());
  return () => stops.reverse().forEach((stop) => stop());
}
