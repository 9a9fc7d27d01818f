import { Injectable } from '@nestjs/common';
import { CONSOLE_NAMESPACE, DEVICE_NAMESPACE } from '@muster/contracts';
import type { SocketTicket } from '@muster/contracts';
import { InjectConfig } from '../platform/config/config-token.js';
import type { Config } from '../platform/config/settings.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import { SocketAuthenticator } from '../platform/sockets/socket-authenticator.js';
import type { SocketAdmission } from '../platform/sockets/socket-authenticator.js';
import { DevicesService } from './devices.service.js';
import { CONSOLE_ROLES, mayAs } from './permission-table.js';
import { hashOf, newSecret } from './secret.js';
import { SessionsService } from './sessions.service.js';
import { deleteExpiredTickets, insertTicket, takeTicket } from './storage/ticket-rows.js';
import type { TicketHolder, TicketRow } from './storage/ticket-rows.js';

const TICKET_LASTS_MS = 30_000;
const DEVICE_SOCKETS = 2;
const LONGEST_TICKET = 200;

const REFUSED = { ok: false, code: 'TICKET_INVALID' } as const;

/** Tickets for the socket handshake: got over HTTP, good for thirty seconds and for one socket. */
@Injectable()
export class SocketTicketsService extends SocketAuthenticator {
  private readonly database: Database;
  private readonly clocks: Clocks;
  private readonly sessions: SessionsService;
  private readonly devices: DevicesService;
  private readonly config: Config;

  constructor(
    database: Database,
    clocks: Clocks,
    sessions: SessionsService,
    devices: DevicesService,
    @InjectConfig() config: Config,
  ) {
    super();
    this.database = database;
    this.clocks = clocks;
    this.sessions = sessions;
    this.devices = devices;
    this.config = config;
  }

  async issue(holder: TicketHolder): Promise<SocketTicket> {
    const ticket = newSecret();
    const expiresAt = new Date(this.clocks.wall.nowMs() + TICKET_LASTS_MS);
    await insertTicket(this.database.on('command'), hashOf(ticket), holder, expiresAt);
    return { ticket, expiresAt: expiresAt.toISOString() };
  }

  /** Uses the ticket up and looks again whether its session or device still holds. */
  async admit(namespace: string, ticket: unknown): Promise<SocketAdmission> {
    if (typeof ticket !== 'string' || ticket.length > LONGEST_TICKET) return REFUSED;
    const taken = await takeTicket(this.database.on('command'), hashOf(ticket));
    if (!taken || taken.expires_at <= this.clocks.wall.now()) return REFUSED;
    if (namespace === CONSOLE_NAMESPACE) return this.admitUser(taken);
    if (namespace === DEVICE_NAMESPACE) return this.admitDevice(taken);
    return REFUSED;
  }

  private async admitUser({ session_id: sessionId }: TicketRow): Promise<SocketAdmission> {
    const user = sessionId === null ? undefined : await this.sessions.byId(sessionId);
    if (!user) return REFUSED;
    if (!mayAs(CONSOLE_ROLES, user.roles)) return { ok: false, code: 'FORBIDDEN' };
    return {
      ok: true,
      value: {
        actor: { kind: 'user', id: user.accountId },
        groupId: user.sessionId,
        mostSockets: this.config.socketsPerPrincipal,
        principal: user,
      },
    };
  }

  private async admitDevice({ device_id: deviceId }: TicketRow): Promise<SocketAdmission> {
    const device = deviceId === null ? undefined : await this.devices.byId(deviceId);
    if (!device) return REFUSED;
    return {
      ok: true,
      value: {
        actor: { kind: 'device', id: device.deviceId },
        groupId: device.deviceId,
        mostSockets: DEVICE_SOCKETS,
        principal: device,
      },
    };
  }

  async removeExpired(): Promise<void> {
    await deleteExpiredTickets(this.database.on('background'), this.clocks.wall.now());
  }
}
