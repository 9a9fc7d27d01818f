import type { MusterApp } from '../../create-app.js';
import { PictureService } from '../../picture/picture.service.js';

const ATTEMPTS = 1200;
const PAUSE_MS = 50;

/** The picture follows the event log: waits until all units and devices are in it; throws after a minute. */
export async function untilPictured({ app, parts }: MusterApp, units: number): Promise<void> {
  const picture = app.get(PictureService, { strict: false });
  const head = await parts.eventLog.head();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await picture.settled();
    if (picture.size === units && picture.seq >= head.seq) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error('the picture does not hold the units after a minute');
}
