import { Injectable } from '@nestjs/common';
import { DeviceDirectoryService } from '../access/device-directory.service.js';
import { EventTail } from '../platform/events/event-tail.js';

/** Which devices a gateway may speak for: those that are enrolled. */
@Injectable()
export class KnownDevicesService {
  private known: Promise<ReadonlySet<string>> | undefined;
  private stop: (() => void) | undefined;

  constructor(
    private readonly directory: DeviceDirectoryService,
    private readonly tail: EventTail,
  ) {}

  onApplicationBootstrap(): void {
    const forget = (): void => void (this.known = undefined);
    this.stop = this.tail.subscribe({
      events: (batch) => {
        if (batch.some((event) => event.entity.kind === 'device')) forget();
      },
      reset: forget,
    });
  }

  onApplicationShutdown(): void {
    this.stop?.();
  }

  /** Ids of enrolled devices among these. One that was enrolled a moment ago is looked up. */
  async among(deviceIds: readonly string[]): Promise<ReadonlySet<string>> {
    const known = await this.read();
    if (deviceIds.every((id) => known.has(id))) return known;
    this.known = undefined;
    return this.read();
  }

  private read(): Promise<ReadonlySet<string>> {
    const reading = (this.known ??= this.directory
      .active()
      .then((devices) => new Set(devices.map(({ deviceId }) => deviceId))));
    // a failed reading is not kept
    reading.catch(() => {
      if (this.known === reading) this.known = undefined;
    });
    return reading;
  }
}
