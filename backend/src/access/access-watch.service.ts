import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Timers } from '../platform/clocks/timers.js';
import { EventTail } from '../platform/events/event-tail.js';
import type { LoggedEvent } from '../platform/events/logged-event.js';
import { SocketRegistry } from '../platform/sockets/socket-registry.js';
import { AccessHousekeeping } from './access-housekeeping.service.js';
import { DevicesService } from './devices.service.js';
import { SessionsService } from './sessions.service.js';

const LOOK_EVERY_MS = 30_000;

/**
 * Cuts the sockets of those who may no longer have one: at once on this node's view of the event
 * log (sign-out, lock, new password, revoked device), and every half minute by looking at all open
 * ones (expired and idle sessions).
 */
@Injectable()
export class AccessWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private stops: (() => void)[] = [];

  constructor(
    private readonly eventTail: EventTail,
    private readonly timers: Timers,
    private readonly sockets: SocketRegistry,
    private readonly sessions: SessionsService,
    private readonly devices: DevicesService,
    private readonly housekeeping: AccessHousekeeping,
  ) {}

  onApplicationBootstrap(): void {
    this.stops = [
      this.eventTail.subscribe({
        events: (batch) => this.follow(batch),
        reset: () => void this.look(),
      }),
      this.timers.every(LOOK_EVERY_MS, () => void this.look()),
    ];
  }

  onApplicationShutdown(): void {
    for (const stop of this.stops.splice(0)) stop();
  }

  /** Cuts the sockets of ended sessions and revoked devices; keeps the sessions of open ones in use. */
  async look(): Promise<void> {
    const groups = this.sockets.groupIds();
    await this.housekeeping.guarded('look at open sockets', async () => {
      const sessions = await this.sessions.keepAlive(groups);
      const devices = await this.devices.enrolledAmong(groups);
      const holds = (id: string) => sessions.has(id) || devices.has(id);
      // only what was looked at: a socket opened meanwhile showed a ticket
      const looked = new Set(groups);
      this.sockets.closeWhere(({ groupId }) => looked.has(groupId) && !holds(groupId));
    });
    await this.housekeeping.removeOld();
  }

  private follow(batch: readonly LoggedEvent[]): void {
    const idsOf = (kind: string) =>
      new Set(batch.filter((event) => event.kind === kind).map(({ entity }) => entity.id));
    const ended = idsOf('session.ended');
    const locked = idsOf('account.locked');
    const revoked = idsOf('device.revoked');
    if (ended.size + locked.size + revoked.size === 0) return;
    this.devices.forget(revoked);
    this.sockets.closeWhere(
      ({ groupId, actor }) => ended.has(groupId) || revoked.has(groupId) || locked.has(actor.id),
    );
  }
}
