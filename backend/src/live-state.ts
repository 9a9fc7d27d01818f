import type { INestApplicationContext, Type } from '@nestjs/common';
import { ConsoleFeedService } from './console/console-feed.service.js';
import { ConsoleGateway } from './console/console.gateway.js';
import { DeliveryTimesService } from './device/delivery-times.service.js';
import { DeviceGateway } from './device/device.gateway.js';
import { DispatchService } from './dispatch/dispatch.service.js';
import { PictureService } from './picture/picture.service.js';
import { Readiness } from './platform/health/readiness.js';
import { Housekeeping } from './platform/operations/housekeeping.js';
import { ClosuresService } from './roads/closures.service.js';
import { RemoteFixesService } from './tracking/remote-fixes.service.js';

type Stop = () => void | Promise<void>;

interface Startable {
  /** Returns a function that stops it. */
  start(): Promise<Stop> | Stop;
}

/** In the order in which one uses the other. */
const PARTS: readonly Type<Startable>[] = [
  ClosuresService,
  PictureService,
  RemoteFixesService,
  DispatchService,
  ConsoleFeedService,
  ConsoleGateway,
  DeliveryTimesService,
  DeviceGateway,
  Housekeeping,
];

/**
 * Brings what lives in memory to the state of the database, in the order in which it is used, and
 * keeps it there. The event tail must be running. The node is not ready before, nor after the
 * returned function stopped it.
 */
export async function startLiveState(app: INestApplicationContext): Promise<() => Promise<void>> {
  let isLoaded = false;
  const feed = app.get(ConsoleFeedService, { strict: false });
  app.get(Readiness, { strict: false }).add('live-state', () => isLoaded && feed.isCurrent);
  const stops: Stop[] = [];
  const stop = async (): Promise<void> => {
    isLoaded = false;
    for (const stopPart of stops.splice(0).reverse()) await stopPart();
  };
  try {
    for (const part of PARTS) stops.push(await app.get(part, { strict: false }).start());
  } catch (error) {
    await stop();
    throw error;
  }
  isLoaded = true;
  return stop;
}
