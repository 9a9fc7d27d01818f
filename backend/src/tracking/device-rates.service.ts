import { Injectable } from '@nestjs/common';
import { Clocks } from '../platform/clocks/clocks.js';
import { MessageAllowance } from './message-allowance.js';

/** Messages with fixes that one device may send a second, by socket and HTTP together; a batch counts once. */
const MESSAGES_PER_S = 20;

/** Keeps a device that floods from slowing the others. */
@Injectable()
export class DeviceRatesService {
  private readonly allowance = new MessageAllowance(MESSAGES_PER_S);

  constructor(private readonly clocks: Clocks) {}

  /** Whether this message of the device may be taken now; it counts. */
  allows(deviceId: string): boolean {
    return this.allowance.take(deviceId, this.clocks.wall.nowMs());
  }
}
